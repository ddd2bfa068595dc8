/** Names that nearly all requests consist of, in lower case. */
const COMMON = [
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'api-key',
  'authorization',
  'baggage',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'date',
  'dnt',
  'expect',
  'forwarded',
  'host',
  'idempotency-key',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'keep-alive',
  'origin',
  'pragma',
  'priority',
  'range',
  'referer',
  'sec-ch-ua',
  'sec-ch-ua-mobile',
  'sec-ch-ua-platform',
  'sec-fetch-dest',
  'sec-fetch-mode',
  'sec-fetch-site',
  'sec-fetch-user',
  'te',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'upgrade-insecure-requests',
  'user-agent',
  'via',
  'x-amzn-trace-id',
  'x-api-key',
  'x-correlation-id',
  'x-csrf-token',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
  'x-request-id',
  'x-requested-with',
]

/** `Content-Type` for `content-type`, as most clients write names. */
const capitalised = (name: string) => name.replace(/(?:^|-)[a-z]/g, (first) => first.toUpperCase())

const known: ReadonlyMap<string, string> = new Map(
  COMMON.flatMap((name) => [
    [name, name],
    [capitalised(name), name],
  ]),
)

/**
 * A field's name in lower case: for those that nearly all requests consist of always the same string, which tables find without
 * reading it anew.
 */
export function lowerCaseName(name: string): string {
  return known.get(name) ?? name.toLowerCase()
}
