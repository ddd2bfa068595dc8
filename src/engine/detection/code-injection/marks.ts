/** Code that signs begin rather than names: PHP's tags, Perl's and Ruby's quoted commands, names put together. */
import { isNameCode } from './matters.ts'
import { leavesString, type Meaning } from './place.ts'

const NEAR = 64

export interface Mark {
  readonly cues: readonly string[]
  /** What the text at `at`, where a cue stands, means. */
  readonly read: (text: string, at: number) => Meaning | undefined
}

const opensPhp: Meaning = { message: 'opens PHP', isCertain: true }

const openTag: Mark = {
  cues: ['<?'],
  read(text, at) {
    const next = text.charCodeAt(at + 2)
    if (next === 0x3d) return /^\s{0,4}[$`a-z'"(@\\\d]/i.test(text.slice(at + 3, at + 8)) ? opensPhp : undefined
    if ((next | 0x20) === 0x70) {
      // `tags, e.g. <?php ?>`: nothing runs.
      const isEmpty = at > 0 && /^php\s{0,4}\?>/i.test(text.slice(at + 2, at + 12))
      return !isEmpty && /^php(?![\w-])/i.test(text.slice(at + 2, at + 6)) ? opensPhp : undefined
    }
    if (next > 0x20 && next !== 0x24 && next !== 0x60) return undefined
    const opens =
      /^\s{0,4}(?:@?(?:echo|print|system|eval|assert|exec|passthru|shell_exec|include|require|phpinfo|die|if\s?\()|\$|`)/i
    return opens.test(text.slice(at + 2, at + 24)) ? opensPhp : undefined
  },
}

/** `%x(id)` of Ruby, `qx/id/` of Perl. */
const quotedCommand: Mark = {
  cues: ['qx(', 'qx{', 'qx/', 'qx[', 'qx|', 'qx!', '%x(', '%x{', '%x[', '%x|', '%x!'],
  read(text, at) {
    const before = text.slice(Math.max(0, at - 1), at)
    if (/[\w+/=$%-]/.test(before)) return undefined
    const rest = text.slice(at + 2, at + 2 + NEAR)
    const command =
      /^(?:\(([^()]{2,50})\)|\{([^{}]{2,50})\}|\[([^[\]]{2,50})\]|([/|!])([^/|!]{2,50})\4)\s{0,2}(?=[;.)}\]'"\s]|$)/.exec(
        rest,
      )
    const inner = command?.[1] ?? command?.[2] ?? command?.[3] ?? command?.[5]
    return inner !== undefined && /[a-z]{2}/i.test(inner)
      ? { message: 'runs a command in quotes of its own' }
      : undefined
  },
}

/** `` #{`id`} ``, `` .`id`. ``: a command in backticks outside of a document. */
const backticks: Mark = {
  cues: ['=`', '.`', '(`', '{`', ';`'],
  read(text, at) {
    const isCommand = /^`(?:[\w./-]{2,20}(?:\s[^`\n]{1,50})?)`\s?[;.})?]/.test(text.slice(at + 1, at + 1 + NEAR))
    return isCommand && (leavesString(text, at + 1) || text.slice(at - 1, at + 1) === '#{')
      ? { message: 'runs a command in backticks' }
      : undefined
  },
}

/** `('sys'.'tem')('id')`, `"phpinfo"()`, `${'_GET'}` */
const computedCall: Mark = {
  cues: ["')('", '\')("', '")("', '")(\'', "')()", '")()', "')($", '")($', "')(`", '")(`'],
  read(text, at) {
    const name = /\(\s?(['"])\w{0,20}\1(?:\s?\.\s?(['"])\w{0,20}\2){0,8}\)\($/.exec(
      text.slice(Math.max(0, at - 80), at + 3),
    )
    return name === null ? undefined : { message: 'calls a function by a name that it puts together' }
  },
}

/** `[phpinfo][0]()`: PHP's older versions take a bare word for a string. */
const indexedCall: Mark = {
  cues: ['][0]'],
  read(text, at) {
    return /^[\s;@(]{0,4}\[['"]?[a-z_]\w{2,31}['"]?(?:,\w{1,8})?$/i.test(text.slice(Math.max(0, at - 40), at)) &&
      text.charAt(at + 4) === '('
      ? { message: 'calls a function by a name in a list' }
      : undefined
  },
}

/** `(sy.(st).em)(whoami)`: likewise, the word in pieces. */
const pieces: Mark = {
  cues: [')('],
  read(text, at) {
    if (!isNameCode(text.charCodeAt(at - 1)) && text.charAt(at - 1) !== ')') return undefined
    const name = /\(([a-z_]{1,12}(?:\s?\.\s?\(?[a-z_]{1,12}\)?){1,8})$/i.exec(text.slice(Math.max(0, at - 80), at))
    return name !== null && functions.has((name[1] as string).replace(/\W/g, '').toLowerCase())
      ? { message: 'calls a function by a name that it puts together' }
      : undefined
  },
}

/** `(~"…")()`, `("…"^"…")()`: PHP makes a name of bytes that hold none. */
const bitwiseCall: Mark = {
  cues: ['(~', "'^'", '"^"'],
  read(text, at) {
    const isNegated = text.charAt(at) === '('
    const call = isNegated
      ? /^\(~['"]?[^\x00-\x7f]{2,40}['"]?\s?\)\s?\(/
      : /^['"]\^['"][^'"]{1,40}['"]\s?\)\s?(?:\(|;|$)/
    return call.test(text.slice(at, at + NEAR)) &&
      (isNegated || /\(\s?['"][^'"]{1,40}$/.test(text.slice(Math.max(0, at - 44), at)))
      ? { message: 'calls a function by a name that it calculates' }
      : undefined
  },
}

/** ColdFusion. */
const coldFusion: Mark = {
  cues: ['<cf'],
  read(text, at) {
    return /^<cf(?:execute|file|directory|query|object|script|include|http|invoke|registry|module|mail|ftp|ldap|thread)\b/i.test(
      text.slice(at, at + 16),
    )
      ? { message: 'opens a tag of ColdFusion' }
      : undefined
  },
}

const functions: ReadonlySet<string> = new Set([
  'system',
  'exec',
  'passthru',
  'shell_exec',
  'assert',
  'eval',
  'phpinfo',
  'popen',
  'proc_open',
  'base64_decode',
  'create_function',
  'call_user_func',
  'file_get_contents',
  'child_process',
  '__class__',
  '__import__',
  '__globals__',
  'constructor',
  'preg_replace',
])

/** `'sys'.'tem'`: the name of a function, cut apart. */
const cutName: Mark = {
  cues: ["'.'", '"."', "'+'", '"+"'],
  read(text, at) {
    const first = /\w{1,16}$/.exec(text.slice(Math.max(0, at - 16), at))
    const second = /^\w{1,16}/.exec(text.slice(at + 3, at + 19))
    if (first === null || second === null || !functions.has((first[0] + second[0]).toLowerCase())) return undefined
    return { message: 'puts the name of a function together', isCertain: true }
  },
}

const variableName: Mark = {
  cues: ["${'", '${"', '$$_', '${_', '$ {_'],
  read(text, at) {
    const rest = text.slice(at, at + NEAR)
    return /^\$\s?\{\s?['"](?:_(?:GET|POST|REQUEST|COOKIE|SERVER)|GLOBALS|_)|^\$\s?\{_(?:GET|POST|REQUEST|COOKIE|SERVER)|^\$\$_(?:GET|POST|REQUEST)/.test(
      rest,
    )
      ? { message: 'reads PHP’s request under a name that it puts together' }
      : undefined
  },
}

/** What follows is data of the program's, whatever it holds. */
const haltCompiler: Mark = {
  cues: ['__ha'],
  read: (text, at) =>
    /^__halt_compiler\s{0,4}(?:\(\s{0,4}\)\s{0,4})?(?:;|\?>)/i.test(text.slice(at, at + 32))
      ? { message: "ends PHP's compiler, as archives of programs do" }
      : undefined,
}

/** Perl evaluates `@{[ … ]}` and `${\ … }` in strings. */
const interpolation: Mark = {
  cues: ['@{[', '${\\'],
  read(text, at) {
    return /^(?:@\{\[|\$\{\\)\s?(?:system|exec|qx|eval|open|`|readpipe|print)/.test(text.slice(at, at + NEAR))
      ? { message: 'runs code in a string of Perl', isCertain: true }
      : undefined
  },
}

export const marks: readonly Mark[] = [
  openTag,
  quotedCommand,
  backticks,
  computedCall,
  indexedCall,
  pieces,
  bitwiseCall,
  coldFusion,
  cutName,
  variableName,
  interpolation,
  haltCompiler,
]
