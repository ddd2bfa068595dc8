/** A name that code could be built on, and what stands around it. */
import type { FieldInfo } from '../../types.ts'

/** How far a rule looks to each side. */
const NEAR = 48
/** White space between a name and what it is used with. */
const LONGEST_GAP = 8
const LONGEST_COMMENT = 24
const MAX_COMMENTS = 4

export interface Place {
  readonly text: string
  /** The name stands in `text[start, end)`. */
  readonly start: number
  readonly end: number
  /** A query, a header, a cookie, a path, or a name: nobody sends code there. Bodies may carry some for people to read. */
  readonly isData: boolean
  readonly field: FieldInfo
}

/** What a rule found. `isCertain`: whatever stands around it, nobody writes that to be read. */
export interface Meaning {
  readonly message: string
  readonly isCertain?: boolean
}

export type Rule = (place: Place) => Meaning | undefined

/** Where what the name is used with begins: behind white space and comments, of which attackers put several. */
export function useOf(text: string, end: number): number {
  let at = end
  for (let comments = 0; ; comments++) {
    let i = at
    const limit = Math.min(text.length, at + LONGEST_GAP)
    while (i < limit && text.charCodeAt(i) <= 0x20) i++
    if (comments === MAX_COMMENTS || text.charCodeAt(i) !== 0x2f || text.charCodeAt(i + 1) !== 0x2a) return i
    const comment = text.slice(i + 2, i + 2 + LONGEST_COMMENT).indexOf('*/')
    if (comment === -1) return i
    at = i + 4 + comment
  }
}

/** What follows the name, from its use on. */
export function following({ text, end }: Place): string {
  const use = useOf(text, end)
  return text.slice(use, use + NEAR)
}

/** What stands between the brackets of a call, as far as it is looked at; `undefined` if it isn't a call. */
export function argumentOf(place: Place): string | undefined {
  const rest = following(place)
  return rest.startsWith('(') ? rest.slice(1).trimStart() : undefined
}

/** The sign before the name, `''` at the beginning. */
export function before({ text, start }: Place): string {
  let i = start - 1
  while (i >= 0 && i > start - LONGEST_GAP && text.charCodeAt(i) <= 0x20) i--
  return i < 0 ? '' : text.charAt(i)
}

/** The value is the name, its use and little else. */
export function isWholeValue({ text, start }: Place, end: number): boolean {
  return start <= 2 && text.length - end <= 4 && text.slice(end).trim().length <= 2
}

/** What leaves a string, or opens code within one, before the name. */
const LEAVES =
  /['"`)\]}]\s*[;.+,|&^?:=*/-]\s*[@!(\\{$]{0,3}\s*$|[$#%@{]\{[@(\\\s]{0,3}$|<[?%][=a-z]{0,3}\s*@?$|\{\$\{@?$|[;|&]{1,2}\s*@?$/i

/** Whether what stands before the name leaves a string of the program's. */
export function leavesString(text: string, start: number): boolean {
  return LEAVES.test(text.slice(Math.max(0, start - 12), start))
}
