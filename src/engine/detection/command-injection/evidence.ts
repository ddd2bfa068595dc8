/** What stands behind a command's name that no honest text holds there, wherever the command is embedded. */

/** How far an argument is looked for. */
const REACH = 256

const secrets =
  /(?:^|[\s"'=@<])(?:\/(?:etc\/(?:passwd|shadow|sudoers|hosts\b|group|crontab|issue|ssh)|proc\/(?:self|version|\d)|root\/|var\/(?:log|run\/secrets)|dev\/(?:tcp|udp))|~\/\.(?:ssh|aws|bash_history|kube|netrc)|[a-z]:[\\/](?:windows|winnt|boot\.ini|inetpub))/
const download = /(?:^|[\s"'])(?:https?|ftp|tftp):\/\/[^\s"'`)]{3,}/
const plainDownload =
  /(?:^|[\s"'])(?:(?:http|ftp|tftp):\/\/[^\s"'`)]{3,}|https:\/\/\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}[:/\s])/
const intoShell =
  /\|\s{0,4}(?:sudo\s{1,4})?(?:\/(?:usr\/)?bin\/)?(?:ba|z|k|da|a)?sh\b|\|\s{0,4}(?:python[23]?|perl|php|ruby|node|powershell|iex)\b/
const shellOut =
  /(?:^|\s)-[a-z]{0,4}[ec]\s{0,4}["']?(?:\/(?:usr\/)?bin\/)?(?:ba|z|k|da)?sh\b|\/bin\/(?:ba|z|k|da|c)?sh\b|(?:^|[\s/\\"'=:])cmd(?:\.exe\b|(?=[\s/]|$))/

const downloaders: ReadonlySet<string> = new Set(
  'curl wget fetch aria2c axel lynx lwp-download lwp-request tftp ftp certutil bitsadmin iwr irm iex invoke-webrequest invoke-restmethod invoke-expression powershell pwsh mshta'.split(
    ' ',
  ),
)
const connectors: ReadonlySet<string> = new Set([
  'nc',
  'ncat',
  'netcat',
  'socat',
  'telnet',
  'bash',
  'sh',
  'busybox',
  'rm',
])

/** Up to the line's end or the substitution's. */
function argumentsOf(text: string, from: number): string {
  const rest = text.slice(from, from + REACH)
  const end = rest.search(/[\n\r`)]/)
  return (end === -1 ? rest : rest.slice(0, end)).toLowerCase()
}

/** The command reads what only attackers read. */
export function readsSecret(text: string, from: number): boolean {
  return secrets.test(argumentsOf(text, from))
}

/** The command, with its arguments behind `from`, does what no honest text has it do. */
export function isUnmistakable(text: string, from: number, name: string): boolean {
  const rest = argumentsOf(text, from)
  if (secrets.test(rest)) return true
  if (downloaders.has(name)) return download.test(rest) || intoShell.test(rest)
  if (name === 'rm')
    return /^\s{1,4}-[a-z]{0,4}(?:rf|fr)[a-z]{0,4}\s{1,4}(?:--no-preserve-root\s{1,4})?[/~*]/.test(rest)
  if (connectors.has(name)) return shellOut.test(rest)
  return false
}

/** The command fetches over a connection that anybody could change, or from a bare address, and hands it to a shell. */
export function isDropper(text: string, from: number, name: string): boolean {
  const rest = argumentsOf(text, from)
  return downloaders.has(name) && plainDownload.test(rest) && intoShell.test(rest)
}

/** `echo x > c:\\x.txt` */
export function writesFile(text: string, from: number): boolean {
  return /^\s[^\n>]{0,96}>{1,2}\s?(?:\/(?:tmp|var|etc|home|root|usr|opt|dev)\/|[a-z]:\\)/i.test(
    text.slice(from, from + 160),
  )
}

/** What a substitution prints another command's name with. */
const printing: ReadonlySet<string> = new Set(['echo', 'printf', 'which', 'cat', 'eval', 'tac', 'rev'])

/** `$(echo id)`: the substitution prints one word, which then is run. */
export function printsName(text: string, from: number, name: string): boolean {
  return printing.has(name) && /^\s{1,4}[\w.-]{1,32}\s{0,4}[)`]/.test(text.slice(from, from + 48))
}
