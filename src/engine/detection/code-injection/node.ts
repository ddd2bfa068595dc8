/** Node.js: modules, the process, constructors that make functions. */
import { include, says } from './php.ts'
import { argumentOf, before, following, isWholeValue, type Place, type Rule } from './place.ts'

const MODULE =
  /^['"`](?:node:)?(?:child_process|fs|vm|net|https?|os|module|dgram|cluster|worker_threads|inspector|repl|process|tls|v8|fs\/promises)['"`]\s?\)/
const RUNS =
  /^['"`](?:node:)?(?:child_process|fs|vm|net|inspector)['"`]\s?\)\s?(?:\.\s?|\[\s?['"`])(?:exec|spawn|fork|readFile|readdir|writeFile|run|open|unlink|connect|createConnection)/

const load: Rule = (place) => {
  const argument = argumentOf(place)
  const rest = following(place)
  if (argument === undefined) {
    if (place.isData && /^\[\s?(?:['"`]|req\.|[a-z])|^\.(?:main|cache|resolve|extensions)\b/.test(rest))
      return says(place, 'loads modules with')
    if (/^\.main\.(?:require|constructor|children)/.test(rest)) return says(place, 'loads modules with', true)
    return include(place)
  }
  if (RUNS.test(argument)) return says(place, 'runs what it loads with')
  // All that a body holds
  if (/^['"`](?:node:)?child_process['"`]\s?\)[\s;]{0,3}$/.test(argument) && place.start <= 2)
    return says(place, 'loads modules with')
  if (place.isData && MODULE.test(argument)) return says(place, 'loads modules with')
  return include(place)
}

const processOf: Rule = (place) => {
  const rest = following(place)
  if (/^\??\.\s?(?:mainModule\b|binding\s?\(|dlopen\s?\(|_load\b|_linkedBinding\b|getBuiltinModule\s?\()/.test(rest))
    return says(place, 'gets at modules through', place.isData)
  // .NET, Ruby
  if (
    /^\.\s?Start\s?\(\s?["']|^\.\s?(?:spawn|fork|exec)\s?\(\s?["']|^\.new\b/.test(rest) &&
    place.text.charAt(place.start) === 'P'
  )
    return says(place, 'runs a command with')
  if (!place.isData) {
    const env = /^\.\s?env\b[\s;]{0,3}$/.exec(rest)
    return env !== null && isWholeValue(place, place.end + env[0].length) ? says(place, 'reads') : undefined
  }
  return /^\.\s?(?:env\b|cwd\s?\(|kill\s?\(|exit\s?\(|versions?\b|argv\b|constructor\b|platform\b|dlopen\b|memoryUsage\s?\(|abort\s?\(|chdir\s?\(|umask\s?\(|(?:stdout|stderr|stdin|report)\b)|^\[\s?(?:['"`]|req\b|mainModule)/.test(
    rest,
  )
    ? says(place, 'reads')
    : undefined
}

const globalOf: Rule = (place) => {
  const rest = following(place)
  if (/^\.\s?process\.mainModule|^\.constructor\.constructor/.test(rest))
    return says(place, 'gets at modules through', true)
  return place.isData && /^\.\s?(?:process|require|constructor|eval)\b|^\[\s?['"`]/.test(rest)
    ? says(place, 'gets at the process through')
    : undefined
}

const logs: Rule = (place) =>
  place.isData &&
  /^\.\s?(?:log|info|error|warn|debug|dir|table|trace)(?:\.(?:call|apply))?\s?\(|^\[\s?['"`]\w{3,6}['"`]\s?\]\s?\(/.test(
    following(place),
  )
    ? says(place, 'calls')
    : undefined

const constructorOf: Rule = (place) => {
  const rest = following(place)
  if (
    /^\(\s?\\?['"`]\s?(?:return|throw|var|let|const|process|global|this|import|require|console|alert|fetch|eval)\b/.test(
      rest,
    ) &&
    before(place) === '.'
  )
    return says(place, 'makes a function with', true)
  if (/^\.\s?constructor\s?\(/.test(rest)) return says(place, 'makes a function with', true)
  return place.isData && /^\.\s?constructor\b/.test(rest) ? says(place, 'makes a function with') : undefined
}

/** `new Function("…")`, `Function('…')()`; in small letters the beginning of one. */
const functionOf: Rule = (place) => {
  const rest = following(place)
  const isMaker = place.text.charAt(place.start) === 'F'
  if (!isMaker) return place.isData && /^\(\s?\)\s?\{/.test(rest) ? says(place, 'begins a') : undefined
  if (/^\(\s?\\?['"`]/.test(rest)) return says(place, 'makes a function with')
  const isNew = /\bnew\s{1,4}$/.test(place.text.slice(Math.max(0, place.start - 8), place.start))
  return place.isData && isNew && rest.startsWith('(') ? says(place, 'makes a function with') : undefined
}

const importOf: Rule = (place) => (MODULE.test(argumentOf(place) ?? '') ? says(place, 'loads modules with') : undefined)

const timer: Rule = (place) =>
  place.isData && /^\\?['"`]/.test(argumentOf(place) ?? '') ? says(place, 'runs a string with') : undefined

/** `res.end('x')`: answers in the program's place. */
const answers: Rule = (place) =>
  place.isData && place.start <= 3 && /^\.\s?(?:end|send|write|json|redirect|setHeader)\s?\(/.test(following(place))
    ? says(place, 'answers with')
    : undefined

/** `Object.prototype.x=1` */
const inherited: Rule = (place) =>
  place.isData && before(place) === '.' && /^\.\s?\w{1,32}\s?=[^=]/.test(following(place))
    ? says(place, 'gives all objects what it sets in')
    : undefined

const reflect: Rule = (place) =>
  /^\.\s?(?:construct|apply)\s?\(\s?(?:Function|eval|require|global|process)/.test(following(place))
    ? says(place, 'calls through')
    : undefined

const allocates: Rule = (place) =>
  /^\.\s?alloc(?:Unsafe(?:Slow)?)?\s?\(\s?(?:\d{9,}|\d{1,3}e(?:9|\d\d))/.test(following(place))
    ? says(place, 'takes the memory with')
    : undefined

const moduleOf: Rule = (place) =>
  /^\.\s?constructor\s?\.\s?_load\s?\(/.test(following(place))
    ? says(place, 'loads modules with', true)
    : exported(place)

const exported: Rule = (place) =>
  place.isData && /^\.\s?exports\s?=/.test(following(place)) ? says(place, 'replaces what is exported by') : undefined

const runs: Rule = (place) => (/^\\?['"`]/.test(argumentOf(place) ?? '') ? says(place, 'calls') : undefined)

/** `spawn('id')`: other languages' programs have functions of that name. */
const inQuery: Rule = (place) => (place.isData && place.start <= 1 ? runs(place) : undefined)

const inQueryOf: Rule = (place) =>
  /^(?:global|globalThis|process|require|this)\b/.test(argumentOf(place) ?? '')
    ? says(place, 'lists what is in')
    : undefined

/** Deno and Bun. */
const runtimeOf: Rule = (place) =>
  /^\.\s?(?:(?:run|Command|spawn(?:Sync)?|file|write|readTextFile(?:Sync)?|readFile(?:Sync)?|writeTextFile)\s?\(\s?[[{'"`]|env\.(?:get|toObject)\s?\(|\$\s?`)/.test(
    following(place),
  )
    ? says(place, 'runs or reads with')
    : undefined

/** `while(1){}` keeps the program from ever answering; documents hold code for people to read, which begins otherwise. */
const endless: Rule = (place) =>
  /^\(\s?(?:1|true|!0|;\s?;)\s?\)\s?(?:[;{]|$)/.test(following(place)) &&
  (place.isData || (place.start <= 3 && place.text.length <= 48))
    ? says(place, 'never ends:')
    : undefined

const childProcess: Rule = (place) =>
  /^(?:['"`]\s?\)?\s?)?\.\s?(?:exec|spawn|fork)/.test(following(place)) ? says(place, 'runs a command with') : undefined

const serialised: Rule = (place: Place) => says(place, 'makes a serialised function:', true)

export const node: readonly (readonly [name: string, rule: Rule])[] = [
  ['require', load],
  ['process', processOf],
  ['global', globalOf],
  ['globalthis', globalOf],
  ['console', logs],
  ['constructor', constructorOf],
  ['function', functionOf],
  ['import', importOf],
  ['settimeout', timer],
  ['setinterval', timer],
  ['setimmediate', timer],
  ['module', moduleOf],
  ['spawn', inQuery],
  ['getownpropertynames', inQueryOf],
  ['execsync', runs],
  ['spawnsync', runs],
  ['execfilesync', runs],
  ['readfilesync', runs],
  ['readdirsync', runs],
  ['writefilesync', runs],
  ['child_process', childProcess],
  ['res', answers],
  ['response', answers],
  ['prototype', inherited],
  ['reflect', reflect],
  ['buffer', allocates],
  ['runinnewcontext', runs],
  ['runinthiscontext', runs],
  ['deno', runtimeOf],
  ['bun', runtimeOf],
  ['while', endless],
  ['for', endless],
  ['_$$nd_func$$_', serialised],
  ['_$$nd_func$$_function', serialised],
  ['__js_function', serialised],
]
