/** PHP: functions that run or read, superglobals, names that are put together. */
import { library } from './php-library.ts'
import { argumentOf, before, following, leavesString, type Meaning, type Place, type Rule } from './place.ts'

const runners = ['system', 'exec', 'passthru', 'shell_exec', 'popen', 'proc_open', 'pcntl_exec'] as const
const readers = [
  'file_get_contents',
  'file_put_contents',
  'readfile',
  'show_source',
  'highlight_file',
  'fopen',
  'scandir',
  'php_strip_whitespace',
  'parse_ini_file',
  'fsockopen',
  'readlink',
  'move_uploaded_file',
  'opendir',
  'stream_socket_client',
  'ftp_connect',
  'imap_open',
  'simplexml_load_file',
  'highlight_string',
  'posix_mkfifo',
  'tempnam',
  'apache_setenv',
] as const
const decoders = ['base64_decode', 'gzinflate', 'gzuncompress', 'str_rot13', 'hex2bin', 'convert_uudecode'] as const
const callers = [
  'array_map',
  'array_filter',
  'usort',
  'uasort',
  'uksort',
  'array_walk',
  'register_shutdown_function',
  'ob_start',
  'iterator_apply',
  'call_user_func',
  'call_user_func_array',
  'forward_static_call',
  'array_reduce',
  'set_error_handler',
  'set_exception_handler',
  'spl_autoload_register',
  'preg_replace_callback',
] as const
const revealers = [
  'phpinfo',
  'phpversion',
  'php_uname',
  'getmypid',
  'get_current_user',
  'get_defined_vars',
  'php_sapi_name',
  'ini_get_all',
  'posix_getpwuid',
  'getmyuid',
  'php_ini_loaded_file',
  'posix_kill',
  'time_nanosleep',
] as const
const superglobals = [
  '$_get',
  '$_post',
  '$_request',
  '$_server',
  '$_cookie',
  '$_files',
  '$_env',
  '$_session',
  '$globals',
] as const

/** A string, a variable, a command in backticks, or a call that makes one. */
const VALUE =
  /^(?:['"`$[]|\\['"$]|(?:chr|base64_decode|hex2bin|implode|join|urldecode|rawurldecode|str_rot13|strrev|pack|getenv|trim|stripslashes|gzinflate|next|array|end|current|reset|getallheaders|get_defined_vars|session_id|apache_request_headers|hebrev|strtolower|str_replace|file_get_contents|atob|decodeURIComponent|unescape|compile|__import__|open|String|Buffer|require|request|params|input|raw_input)\s?[(.])/i
const FUNCTION =
  /(?:^|,\s?)['"](?:assert|system|exec|passthru|shell_exec|popen|proc_open|pcntl_exec|eval|phpinfo|create_function|call_user_func|file_get_contents|readfile|print_r|var_dump|unserialize)['"]/i

/** `"system"('id')`, `['phpinfo'][0]()`, `$a="phpinfo";$a()` */
const CALLED_BY_NAME = /^['"](?:\]\s?\[\s?\d{1,2}\s?\]\s?|\)\s?)?(?:\(|;\s?\$\w{1,16}\s?\()/

function isCalledByName(place: Place): boolean {
  const { text, end } = place
  const isQuote = text.charCodeAt(end) === 0x22 || text.charCodeAt(end) === 0x27
  return isQuote && CALLED_BY_NAME.test(text.slice(end, end + 32)) && /^['"]$/.test(before(place))
}

const run: Rule = (place) => {
  const argument = argumentOf(place)
  if (isCalledByName(place)) return says(place, 'calls by its name')
  if (isMethod(place)) return undefined
  if (argument !== undefined) {
    // A bare word is a string to older versions: `system(id)`
    const isWord = place.isData && /^[a-z]{2,12}\s?\)/i.test(argument)
    return isWord || VALUE.test(argument) ? says(place, 'calls') : undefined
  }
  // Perl and Ruby need no brackets.
  return /^['"`][^'"`\n]{1,46}['"`]/.test(following(place)) && /^(?:|[;={([|&@\\])$/.test(before(place))
    ? says(place, 'calls')
    : undefined
}

/** A regular expression's or a database's own method has the name as well: `/x/.exec(…)`, `$pdo->exec(…)`. */
function isMethod(place: Place): boolean {
  const sign = before(place)
  if (sign === '>' || sign === ':') return true
  return sign === '.' && !/['")\]]\s?\.\s{0,2}$/.test(place.text.slice(Math.max(0, place.start - 5), place.start))
}

const evaluate: Rule = (place) => {
  // Groovy: `"id".execute()`, `['sh','-c','id'].execute()`
  if (
    /['"]\s?\]?\s?\.$/.test(place.text.slice(Math.max(0, place.start - 4), place.start)) &&
    /^\(\s?\)/.test(following(place))
  )
    return says(place, 'runs a command with')
  const argument = argumentOf(place)
  // Groovy: `Eval.me("1")`
  if (place.text.startsWith('.me(', place.end)) return says(place, 'calls')
  if (argument === undefined) return /^(?:request|\$_)/i.test(following(place)) ? says(place, 'calls') : undefined
  if (before(place) === '.' && isMethod(place)) return undefined
  return VALUE.test(argument) || (place.isData && /^\([^)\s]/.test(place.text.slice(place.end, place.end + 2)))
    ? says(place, 'calls')
    : undefined
}

const decode: Rule = (place) => (/^\\?['"$]/.test(argumentOf(place) ?? '') ? says(place, 'calls') : undefined)

const read: Rule = (place) =>
  /^\\?['"`$]|^(?:base64_decode|chr|getenv|urldecode|end|session_id|current|next|reset|array_rand)\s?\(|^__(?:FILE|DIR)__/i.test(
    argumentOf(place) ?? '',
  )
    ? says(place, 'calls')
    : undefined

/** `curl_exec($c);`, `a';unlink('x');//`: the value is nothing but calls, or leaves a string for one. */
const statement: Rule = (place) => {
  const { text, start } = place
  const argument = argumentOf(place)
  // Manuals refer to pages as `chown(2)`.
  if (argument === undefined || !/^[&@!]?(?:['"$\\]|\w{1,24}\s?\(|null\s?,)/.test(argument) || isMethod(place))
    return undefined
  const begins =
    leavesString(text, start) || /^[\s;@\\{}(!]{0,6}(?:(?:echo|print|return|new)\s{1,4})?$/i.test(text.slice(0, start))
  return begins && ENDS.test(text.slice(-NEAR_END)) ? says(place, 'calls') : undefined
}
const NEAR_END = 48
const ENDS = /[)};](?:\s|\/\/|\/\*|#|\?>|--|['"]|$)/

const callBack: Rule = (place) => {
  const argument = argumentOf(place) ?? ''
  const isCaller = /^(?:call|forward|register)/i.test(nameOf(place))
  // `usort($x, 'system')`
  return FUNCTION.test(argument) || (isCaller && /^['"$\\]/.test(argument)) ? says(place, 'calls') : undefined
}

const reveal: Rule = (place) => {
  if (isCalledByName(place)) return says(place, 'calls by its name')
  // `1.phpinfo()`
  const isJoined =
    before(place) === '.' && /\d\s?\.\s{0,2}$/.test(place.text.slice(Math.max(0, place.start - 4), place.start))
  return following(place).startsWith('(') && (isJoined || !isMethod(place)) ? says(place, 'calls') : undefined
}

const replaceWithCode: Rule = (place) =>
  /^['"]([/#~|@]).{0,30}\1[a-z]{0,4}e[a-z]{0,4}['"]/i.test(argumentOf(place) ?? '')
    ? says(place, 'runs what it finds with')
    : undefined

const make: Rule = (place) => (argumentOf(place) === undefined ? undefined : says(place, 'calls'))

/** `chr(115).chr(121)` */
const character: Rule = (place) =>
  /^\d{1,3}\s?\)\s?\.\s?chr\s?\(/i.test(argumentOf(place) ?? '') ? says(place, 'puts a name together with') : undefined

/** `print(md5(31337))`, `die(md5(1))`, `print(7*7)`: sees whether it is run. */
const probe: Rule = (place) => {
  const { text, end, isData } = place
  const rest = following(place).replace(/^\(?\s?@?/, '')
  if (/^(?:md5|sha1|phpversion|getcwd|php_uname|getmypid|shell_exec|system|ini_get|base64_decode)\s?\(/i.test(rest))
    return says(place, 'prints what it calculates with')
  if (/^`[\w./-]{2,20}[^`\n]{0,24}`/.test(rest)) return says(place, 'runs a command and shows it with')
  const isSum = /^\(\s?\d{1,20}\s?[*+-]\s?\d{1,20}\s?\)/.test(text.slice(end, end + 48))
  return isSum && isData && before(place) !== '.' ? says(place, 'prints what it calculates with') : undefined
}

/** `ini_set('open_basedir', …)`, `putenv('LD_PRELOAD=…')`, `mail(…, '-X/var/www/x.php')`: what makes the next call run or write something. */
const prepare =
  (argument: RegExp): Rule =>
  (place) =>
    argument.test(argumentOf(place) ?? '') && !isMethod(place) ? says(place, 'prepares a way in with') : undefined

const superglobal: Rule = (place) => {
  const rest = following(place)
  // `extract($_GET)`
  if (/^[),]/.test(rest) && /^[(,]$/.test(before(place))) return { message: `hands on ${nameOf(place)}, PHP’s request` }
  const isWhole = place.field.isName && place.start === 0
  if (!/^[[{]/.test(rest) && !(isWhole && rest === '')) return undefined
  return { message: `reads ${nameOf(place)}, PHP’s request` }
}

/** `include $_GET['x']`, `require '/etc/passwd'` */
export const include: Rule = (place) =>
  /^\(?\s?\(?(?:\$(?:_|\{|GLOBALS)|['"](?:php:|data:|file:|expect:|https?:|ftp:|\/|\.\.\/))/i.test(following(place))
    ? says(place, 'runs a file with')
    : undefined

export const php: readonly (readonly [name: string, rule: Rule])[] = [
  ...runners.map((name) => [name, run] as const),
  ...readers.map((name) => [name, read] as const),
  ...decoders.map((name) => [name, decode] as const),
  ...library.map((name) => [name, statement] as const),
  ...callers.map((name) => [name, callBack] as const),
  ...revealers.map((name) => [name, reveal] as const),
  ...superglobals.map((name) => [name, superglobal] as const),
  ...['print', 'echo', 'die', 'exit', 'printf', 'var_dump', 'print_r'].map((name) => [name, probe] as const),
  ...['include', 'include_once', 'require_once'].map((name) => [name, include] as const),
  ['eval', evaluate],
  ['assert', evaluate],
  ['execute', evaluate],
  ['create_function', make],
  ['unserialize', decode],
  ['preg_replace', replaceWithCode],
  ['chr', character],
  [
    'ini_set',
    prepare(
      /^\\?['"](?:allow_url|open_basedir|disable_|auto_(?:prepend|append)|display_errors|error_log|extension|safe_mode|include_path|unserialize_callback)/i,
    ),
  ],
  ['putenv', prepare(/^\\?['"](?:LD_|PATH=|GCONV_|BASH_|PERL5|PYTHON|NODE_OPTIONS|_JAVA)/i)],
  ['error_log', prepare(/^['"$].{0,30},\s?3\s?,/)],
  ['mb_send_mail', prepare(/,\s?['"]\s?-(?:X|O|C|be)/)],
  ['copy', prepare(/^\\?['"](?:https?|ftp|php|data):/)],
  ['dl', prepare(/^['"][^'"]{1,40}\.so['"]/)],
  ['mail', prepare(/,\s?['"]\s?-(?:X|O|C|be)/)],
]

export function nameOf({ text, start, end }: Place): string {
  return text.slice(start, end)
}

export function says(place: Place, what: string, isCertain = false): Meaning {
  return { message: `${what} ${nameOf(place)}`, isCertain }
}
