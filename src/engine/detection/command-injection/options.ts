/** Options by which programs run other programs: a value that becomes an argument needs no separator. */

import { isLetter } from '../../ascii.ts'
import type { Report } from '../../types.ts'
import { context } from './context.ts'

/** What an option looks like and where its value must be a command. `space`: stands in an argument of its own. */
const options: readonly (readonly [cue: string, pattern: RegExp])[] = [
  // gdb, qemu, valgrind, gcc: the program that wraps what is run.
  ['-wrapper', /^-wrapper[ =][\w./-]{1,64}(?:,|$| )/],
  ['proxycommand', /^proxycommand\s{0,2}(?:=\s{0,2}\S|\s(?:\/|nc|bash|sh|ssh|curl|wget|id|touch)\b)/],
  ['localcommand', /^localcommand\s{0,2}=\s{0,2}\S/],
  ['--upload-pack', /^--upload-pack[ =]\S/],
  ['--receive-pack', /^--receive-pack[ =]\S/],
  ['--checkpoint-action', /^--checkpoint-action[ =]exec/],
  ['--to-command', /^--to-command[ =]\S/],
  ['--use-compress-prog', /^--use-compress-prog(?:ram)?[ =]\S/],
  ['--rsh-command', /^--rsh-command[ =]\S/],
  ['--rsync-path', /^--rsync-path[ =]\S/],
  ['--use-askpass', /^--use-askpass[ =]\S/],
  ['--open-files-in-pager', /^--open-files-in-pager[ =]\S/],
  ['core.sshcommand', /^core\.sshcommand\s{0,4}=/],
  ['core.fsmonitor', /^core\.fsmonitor\s{0,4}=\s{0,4}["']?[^tf\s"']/],
  ['core.gitproxy', /^core\.gitproxy\s{0,4}=/],
  ['protocol.ext.allow', /^protocol\.ext\.allow\s{0,4}=/],
  ['ext::', /^ext::(?:sh|bash|\/|[a-z]{2,8} )/],
  ['--pre=', /^--pre=\S/],
  ['--exec=', /^--exec=["']?(?:[\w.-]{1,32}[ ;/]|\/|`|\$|(?:ba|z|da|k)?sh\b|id\b|whoami)/],
  ['-exec ', /^-exec(?:dir)? [\w./-]{1,64} .{0,128}(?:\{\}|;|\+)/],
  ['-execdir ', /^-execdir [\w./-]{1,64} /],
  ['--post-file', /^--post-file[ =]\//],
  ['--gpg-program', /^--gpg-program[ =]\S/],
  ['--browser=', /^--browser=\/?[\w./-]{1,64}(?:\s|$)/],
  ['--renderer-cmd-prefix', /^--renderer-cmd-prefix[ =]/],
  ['--gpu-launcher', /^--gpu-launcher[ =]/],
  ['--utility-cmd-prefix', /^--utility-cmd-prefix[ =]/],
]

export const optionCues: readonly string[] = options.map(([cue]) => cue)

const HYPHEN = 0x2d
const hyphened = options.filter(([cue]) => cue.charCodeAt(0) === HYPHEN)
const settings = options.filter(([cue]) => cue.charCodeAt(0) !== HYPHEN)
/** What each setting has in it. */
const partOfSetting = /[yl]command|core\.[sfg]|ext::|l\.ext\./i

/** Looks for an option that runs a program, in a short text of one line: in longer ones manuals are quoted. */
export function judgeOptions(text: string, report: Report): boolean {
  const hasOption = holdsOption(text)
  const hasSetting = partOfSetting.test(text)
  if ((!hasOption && !hasSetting) || context.size > 512) return false
  const lower = text.toLowerCase()
  return (hasSetting && judgeEach(lower, settings, report)) || (hasOption && judgeEach(lower, hyphened, report))
}

function judgeEach(lower: string, list: typeof options, report: Report): boolean {
  for (const [cue, pattern] of list) {
    const at = lower.indexOf(cue)
    if (at === -1 || !isOwnArgument(lower, at)) continue
    if (!pattern.test(lower.slice(at, at + 320))) continue
    report('critical', at, at + cue.length, `passes an option that runs a program: ${cue}`)
    return true
  }
  return false
}

/** A hyphen begins an argument, and one of the options may stand there: most hyphens stand in words or between them. */
function holdsOption(text: string): boolean {
  for (let at = text.indexOf('-'); at !== -1; at = text.indexOf('-', at + 1)) {
    const next = text.charCodeAt(at + 1) | 0x20
    if ((next === HYPHEN || next === 0x65 || next === 0x77) && isOwnArgument(text, at)) {
      // `word -- word`
      const second = text.charCodeAt(at + 2) | 0x20
      if (next !== HYPHEN || (second >= 0x61 && second <= 0x7a)) return true
    }
  }
  return false
}

/** It begins an argument: `-o` may stand right before it. */
function isOwnArgument(text: string, at: number): boolean {
  if (at === 0) return true
  const before = text.charCodeAt(at - 1)
  return (
    before <= 0x20 ||
    before === 0x22 ||
    before === 0x27 ||
    ((before | 0x20) === 0x6f && !isLetter(text.charCodeAt(at - 2))) ||
    before === 0x3d ||
    before === 0x2c
  )
}
