/** Python, Ruby, Perl, Lua, Go and .NET. */
import { nameOf, says } from './php.ts'
import { argumentOf, before, following, isWholeValue, type Rule, useOf } from './place.ts'

/** A member of a module or class that runs or reads, called: `module` → pattern of the members. */
function members(pattern: RegExp, isCapital?: boolean): Rule {
  return (place) => {
    const first = place.text.charCodeAt(place.start)
    if (isCapital !== undefined && isCapital !== (first >= 0x41 && first <= 0x5a)) return undefined
    return pattern.test(following(place)) ? says(place, 'runs or reads with') : undefined
  }
}

/** `x.__class__.__mro__`, `''['__class__']`: from a value to the language. */
const internal: Rule = (place) => {
  const sign = before(place)
  const rest = following(place)
  // `__builtins__.__dict__['eval']`
  if (
    /^\.\s?__(?:dict|import)__|^\[\s?['"]|^\.\s?(?:eval|exec|open)\s?\(/.test(rest) &&
    nameOf(place) === '__builtins__'
  )
    return says(place, 'reaches for')
  const isReached = sign === '.' || sign === '"' || sign === "'" || sign === '['
  if (!isReached) return undefined
  if (nameOf(place) === '__class__')
    return /^\.\s?__(?:mro|bases?|subclasses|init|dict)__/.test(rest) ? says(place, 'reaches for') : undefined
  return /^['"]?\s?[\])]?\s?[[(.]/.test(rest) ? says(place, 'reaches for') : undefined
}

const importPython: Rule = (place) =>
  /^\\?['"]|^[a-z(]/.test(argumentOf(place) ?? '') ? says(place, 'imports with') : undefined

const open: Rule = (place) => {
  const rest = following(place)
  if (/^\(\s?\\?['"](?:\/(?:etc|proc|var|root|home|dev|sys)\/|[a-z]:\\)/i.test(rest))
    return says(place, 'reads a file with')
  if (/^\(\s?\\?['"]\||^\(\s?\$?[A-Z]{1,10}\s?,\s?['"]\s?\|/.test(rest)) return says(place, 'runs a command with')
  return /^\(\s?['"][^'"]{1,30}['"](?:\s?,\s?['"][rwab+]{1,3}['"])?\s?\)\s?\.\s?(?:read|write)/.test(rest) &&
    before(place) !== '.'
    ? says(place, 'reads a file with')
    : undefined
}

/** Perl: `qx'id'` */
const quotedWord: Rule = (place) =>
  place.isData && place.text.slice(place.end, place.end + 1) === "'" && /^'[\w./ -]{2,40}'/.test(following(place))
    ? says(place, 'runs a command with')
    : undefined

/** `%x(id)`, `qx/id/` belong to marks; here names with a call. */
const evaluateIn: Rule = (place) =>
  /^[({]?\s?['"`]/.test(following(place)) && before(place) === '.' ? says(place, 'runs a string with') : undefined

/** Sleeps, or ends the program: in a document that is code for people to read, unless nothing else stands there. */
const halt =
  (use: RegExp): Rule =>
  (place) => {
    const called = use.exec(following(place))
    if (called === null) return undefined
    const isWhole = isWholeValue(place, useOf(place.text, place.end) + called[0].length)
    return place.isData || isWhole ? says(place, 'halts the program with') : undefined
  }

/** What programs that are sent as documents call every day. */
const inData =
  (rule: Rule): Rule =>
  (place) =>
    place.isData ? rule(place) : undefined

const send: Rule = (place) =>
  /^\(?\s?(?::|['"])(?:system|exec|eval|instance_eval|class_eval|spawn|open|send|`|constantize|const_get)\b/.test(
    following(place),
  )
    ? says(place, 'calls a function by its name with')
    : undefined

const quoted = String.raw`\s?\(\s?\[?\s?[rbuf]?\\?['"]`

export const scripts: readonly (readonly [name: string, rule: Rule])[] = [
  ...[
    '__class__',
    '__mro__',
    '__subclasses__',
    '__globals__',
    '__builtins__',
    '__bases__',
    '__base__',
    '__getattribute__',
  ].map((name) => [name, internal] as const),
  ['__import__', importPython],
  [
    'os',
    members(
      new RegExp(
        String.raw`^\.\s?(?:(?:system|popen[234]?|exec[lv]p?e?|posix_spawnp?|remove|unlink|listdir|execute|startfile|ReadFile)${quoted}|(?:listdir|getcwd|getuid|environ)\s?(?:\(\s?\)|\[))`,
      ),
    ),
  ],
  ['os', members(/^\.\s?spawn[lv]p?e?\s?\(|^\.\s?(?:system|popen)\s?\(\s?(?:[a-z]\w{0,12}\s?\)|__)/)],
  ['nt', members(new RegExp(String.raw`^\.\s?(?:system|popen|exec[lv]p?e?)${quoted}`))],
  ['posix', members(new RegExp(String.raw`^\.\s?(?:system|popen|exec[lv]p?e?|fork_exec)${quoted}`))],
  ['_posixsubprocess', members(/^\.\s?fork_exec\s?\(/)],
  ['linecache', members(/^\.\s?getlines?\s?\(/)],
  ['socket', inData(members(/^\.\s?socket\s?\(/))],
  ['urllib', inData(members(/^(?:\.request)?\.\s?(?:urlopen|urlretrieve)\s?\(\s?\\?['"]/))],
  ['subprocess', members(/^\.\s?(?:check_output|call|run|Popen|getoutput|getstatusoutput|check_call)\s?\(/)],
  ['commands', members(new RegExp(String.raw`^\.\s?getoutput${quoted}`))],
  ['pty', members(/^\.\s?spawn\s?\(/i)],
  ['importlib', members(/^\.\s?import_module\s?\(\s?['"]/)],
  ['pickle', members(/^\.\s?loads?\s?\(/)],
  ['builtins', members(/^\.\s?(?:eval|exec|open|__import__)\s?\(/)],
  ['globals', members(/^\(\s?\)\s?\[/)],
  ['getattr', members(/^\(\s?__(?:builtins|import)__/)],
  ['compile', members(/^\(\s?['"].{1,30}['"]\s?,\s?['"]/)],
  ['open', open],
  ['open', members(/^\(\s?(?:my\s)?\$?\w{1,10}\s?,\s?(?:['"]-?\||['"][^'"\n]{1,30}\|\s?['"])/)],
  ['kernel', members(/^\.\s?(?:exec|system|fork|open|spawn|eval|`|load|require)\s?[('"` ]/, true)],
  ['io', members(/^\.\s?(?:popen|read|readlines|binread|sysopen|foreach)\s?[( ]\s?['"]/)],
  [
    'file',
    members(/^\.\s?(?:read|open|readlines|write|new|binread|ReadAllText|foreach|delete)\s?[( ]\s?\(?['"]/, true),
  ],
  ['dir', members(/^\.\s?(?:entries|glob|children|new|each_child)\s?[( ]\s?['"]|^\[\s?['"]/, true)],
  ['open3', members(/^\.\s?(?:capture|popen|pipeline)/, true)],
  ['marshal', members(/^\.\s?load\s?\(/, true)],
  ['method', members(/^\(\s?:(?:system|exec|eval|spawn|open|`|instance_eval|send)\b/)],
  ['env', inData(members(/^\[\s?['"]\w{2,32}['"]\s?\]/, true))],
  ['rails', inData(members(/^\.\s?application\s?\.\s?(?:secrets|credentials)\b/, true))],
  ['syscall', members(/^\.\s?[a-z_]{2,16}\s?\(\s?\d/)],
  ['qx', quotedWord],
  ['ngx', members(/^\.\s?(?:exec|say|print|redirect|shared|pipe)\s?\(/)],
  ['ngx', members(/^\.\s?location\s?\.\s?capture/)],
  ['_g', members(/^\[\s?['"](?:os|io|package|debug|load|loadstring|require|dofile|string)['"]\s?\]/)],
  ['erb', members(/^\.\s?new\s?\(/, true)],
  ['objectspace', members(/^\.\s?(?:each_object|garbage)/, true)],
  ['instance_eval', evaluateIn],
  ['class_eval', evaluateIn],
  ['module_eval', evaluateIn],
  ['const_get', evaluateIn],
  ['send', send],
  ['public_send', send],
  ['__send__', send],
  ['diagnostics', members(/^\.\s?Process\b/, true)],
  ['createobject', members(/^\(\s?\\?["'](?:wscript\.|scripting\.|shell\.|msxml|adodb|microsoft\.xmlhttp|winhttp)/i)],
  ['response', members(/^\.\s?write\s?\(\s?(?:\d{1,12}\s?[*+-]\s?\d|CreateObject)/i)],
  ['assembly', members(/^\]?\s?(?:\.|::)\s?Load(?:File|From|WithPartialName)?\s?\(/, true)],
  ['activator', members(/^\.\s?CreateInstance\s?\(/, true)],
  ['loadstring', members(/^\(\s?['"]/)],
  ['time', halt(/^\.\s?sleep\s?\(\s?\d{1,3}\s?\)/)],
  ['thread', halt(/^\.\s?sleep\s?\(\s?\d{3,6}L?\s?\)/)],
  ['system', halt(/^\.\s?(?:exit\s?\(\s?-?\d{1,3}\s?\)|get(?:env|Property)\s?\(\s?["'][\w.]{1,30}["']\s?\))/)],
  ['dofile', members(/^\(\s?['"](?:\/|\.\.|https?:|[a-z]:)/i)],
  ['loadfile', members(/^\(\s?['"](?:\/|\.\.|https?:|[a-z]:)/i)],
  ['loadlib', members(/^\(\s?['"]/)],
  ['sys', halt(/^\.\s?(?:exit\s?\(\s?\d{0,3}\s?\)|modules\s?\[\s?['"]\w{1,20}['"]\s?\])/)],
  ['os', halt(/^\.\s?(?:_exit\s?\(\s?\d{1,3}\s?\)|exit\s?\(\s?\d{0,3}\s?\)|getenv\s?\(\s?['"]\w{1,32}['"]\s?\))/)],
  ['os', members(/^\.\s?cmd\s?\(\s?['"]/)],
  ['set_time_limit', halt(/^\(\s?\d{1,6}\s?\)/)],
  ['globals', halt(/^\(\s?\)/)],
  ['locals', halt(/^\(\s?\)/)],
  ['breakpoint', halt(/^\(\s?\)/)],
  ['usleep', halt(/^\(\s?\d{5,9}\s?\)/)],
  ['getenv', halt(/^\(\s?['"]\w{1,32}['"]\s?\)/)],
  ['marshal', members(/^\.\s?loads\s?\(/, false)],
  ['shelve', members(/^\.\s?open\s?\(\s?['"]/)],
  ['ctypes', members(/^\.\s?(?:CDLL|cdll|windll|WinDLL|PyDLL)\b/)],
  ['asyncio', members(/^\.\s?create_subprocess_/)],
  ['yaml', inData(members(/^\.\s?(?:unsafe_|full_)?load\s?\(/))],
  ['environment', inData(members(/^\.\s?(?:Exit|FailFast|GetEnvironmentVariables?)\s?\(/, true))],
  ['server', inData(members(/^\.\s?(?:Execute|MapPath|Transfer|CreateObject)\s?\(\s?["']/, true))],
  ['executeglobal', members(/^\s?\(?\s?["']/)],
  ['getobject', members(/^\(\s?["'](?:winmgmts|script|new):/i)],
  ['shell', members(/^\(\s?["'](?:cmd|powershell|calc|\/bin|wscript|cscript)/i)],
  ['redis', inData(members(/^\.\s?p?call\s?\(\s?['"]/))],
  ['grab', members(/^\(\s?(?:group\s?=\s?)?['"][\w.-]{1,40}(?::[\w.-]{1,40}:|['"]\s?,)/, true)],
  ['asttest', members(/^\(\s?value\s?=/)],
  ['syscall', members(/^\.\s?Exec\s?\(/)],
]
