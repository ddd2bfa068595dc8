/** What an expression of a template begins and ends with. */

/** A place where an engine would begin to evaluate. */
export interface Opener {
  readonly open: string
  readonly close: string
  /** Names alone mean a context of the server's here, as in Jinja: `{{config}}`. */
  readonly isDouble: boolean
}

const list: readonly (readonly [open: string, close: string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['[%', '%]'],
  ['<%', '%>'],
  ['<#', '>'],
  ['[#', ']'],
  ['[=', ']'],
  ['${', '}'],
  ['#{', '}'],
  ['*{', '}'],
  ['@{', '}'],
  ['%{', '}'],
  ['~{', '}'],
  ['!{', '}'],
  ['{!', '}'],
  ['{=', '}'],
  ['{@', '}'],
  ['@(', ')'],
  ['#set(', ')'],
  ['#set (', ')'],
  ['#if(', ')'],
  ['#evaluate(', ')'],
  ['@php', '@endphp'],
  ['@system.', ')'],
  ['{php}', '{/php}'],
  ['{php ', '}'],
  ['{if ', '}'],
  ['{$', '}'],
  ['{self::', '}'],
  ['{smarty', '}'],
  ['{system', '}'],
  ['{exec', '}'],
  ['{passthru', '}'],
  ['{shell_exec', '}'],
  ['{fetch ', '}'],
  ['{math ', '}'],
  ['{eval var=', '}'],
]

/** Openers by their first two letters, longest first. */
const byStart: ReadonlyMap<number, readonly Opener[]> = Map.groupBy(
  list.map(([open, close]) => ({ open, close, isDouble: open === '{{' })).sort((a, b) => b.open.length - a.open.length),
  ({ open }) => startOf(open, 0),
)

export const openings: readonly string[] = list.map(([open]) => open)

const longest = Math.max(...openings.map(({ length }) => length))

/** The opener that stands at `at`, if one does. */
export function openerAt(text: string, at: number): Opener | undefined {
  const candidates = byStart.get(startOf(text, at))
  if (candidates === undefined) return undefined
  if (candidates.length === 1 && candidates[0]?.open.length === 2) return candidates[0]
  const here = text.slice(at, at + longest).toLowerCase()
  return candidates.find(({ open }) => here.startsWith(open))
}

function startOf(text: string, at: number): number {
  const second = text.charCodeAt(at + 1)
  const isCapital = second >= 0x41 && second <= 0x5a
  return text.charCodeAt(at) * 0x10000 + (isCapital ? second | 0x20 : second)
}
