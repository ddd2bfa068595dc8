import { SCHEMES } from './targets.ts'

/** Names and numbers that hardly any other value holds. */
export const cues: readonly string[] = [
  ...[...SCHEMES].map((scheme) => `${scheme}:`),
  '169.254.',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'metadata.',
  'instance-data',
  'rancher-metadata',
  'localtest.me',
  'lvh.me',
  'vcap.me',
  'lacolhost',
  'yoogle.com',
  'localho.st',
  'sisteminha',
  'spoofed.burp',
  'nip.io',
  'xip.io',
  'sslip.io',
  'traefik.me',
  'backname.io',
  ...['http:', 'https:', 'ws:', 'wss:', 'ftp:'].flatMap((scheme) => [...'\\0123456789['].map((sign) => scheme + sign)),
  ...['#@', '?@', '\\@', '&@', '%23@', '%2f@', '%3f@', '%5c@', '%40@'],
  'host.docker.internal',
  'kubernetes.default',
  'consul.service.consul',
  'ip6-localhost',
  '//localhost',
  '.localhost',
  '//metadata',
]

/** Schemes whose slashes browsers don't count: looked at where a single one follows, or what browsers drop before it. */
export const shortForms: readonly string[] = ['http:', 'https:', 'ws:', 'wss:', 'ftp:'].flatMap((scheme) =>
  ['', '\t', '\n', '\r', '\r\n'].map((dropped) => `${scheme}${dropped}/`),
)
