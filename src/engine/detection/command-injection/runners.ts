/** Functions of programming languages that run a command. */

import { isLetter } from '../../ascii.ts'
import type { FieldInfo, Report } from '../../types.ts'
import { isSpace } from './characters.ts'
import { command, readCommand } from './command-word.ts'
import { kindOf, rare, runners } from './commands.ts'
import { context } from './context.ts'
import { tailOf } from './tail.ts'

/** `system('id')`, `exec("sleep 5")` */
export function judgeRunner(text: string, open: number, field: FieldInfo, report: Report): boolean {
  let start = open
  while (
    start > 0 &&
    open - start < 24 &&
    (isLetter(text.charCodeAt(start - 1)) || text.charCodeAt(start - 1) === 0x5f)
  )
    start--
  if (open - start < 3 || !runners.has(text.slice(start, open).toLowerCase())) return false
  let i = open + 1
  while (i < open + 4 && isSpace(text.charCodeAt(i))) i++
  const quote = text.charCodeAt(i)
  if (quote !== 0x27 && quote !== 0x22 && quote !== 0x60 && quote !== 0x5c) return false
  readCommand(text, quote === 0x5c ? i + 2 : i + 1)
  const { name, end } = command
  const kind = kindOf(name)
  if (kind === 0) return false
  const tail = tailOf(text, end, name)
  const runner = text.slice(start, open).toLowerCase()
  const generic = runner === 'call' || runner === 'run' || runner === 'spawn' || runner === 'subprocess'
  if (tail === 'call' || tail === 'name' || (generic && kind !== rare)) return false
  if (context.size > 512 && field.where === 'body' && kind !== rare && start > 3) return false
  report('critical', start, end, `runs a command through ${runner}()`)
  return true
}
