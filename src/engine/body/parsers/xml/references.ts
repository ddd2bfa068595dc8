import { hexDigit } from '../../../digits.ts'

/** Bytes between `&` and `;` that are waited for. */
export const MAX_REFERENCE_BYTES = 64

/** An entity that XML does not predefine. */
export const UNKNOWN_ENTITY = -1
/** A character reference that names no character of XML. */
export const NO_CHARACTER = -2

const PREDEFINED = [
  { name: Buffer.from('lt'), code: 0x3c },
  { name: Buffer.from('gt'), code: 0x3e },
  { name: Buffer.from('amp'), code: 0x26 },
  { name: Buffer.from('quot'), code: 0x22 },
  { name: Buffer.from('apos'), code: 0x27 },
] as const
const HASH = 0x23
const SMALL_X = 0x78

/** The code point that a reference (without `&` and `;`) stands for, or what is wrong with it. */
export function referenced(bytes: Buffer, length: number): number {
  if (bytes[0] !== HASH || length === 0) return predefined(bytes, length)
  const isHex = bytes[1] === SMALL_X && length > 1
  const first = isHex ? 2 : 1
  if (first === length) return NO_CHARACTER
  let code = 0
  for (let i = first; i < length; i++) {
    const digit = hexDigit(bytes[i])
    if (digit < 0 || (!isHex && digit > 9)) return NO_CHARACTER
    code = code * (isHex ? 16 : 10) + digit
    if (code > 0x10ffff) return NO_CHARACTER
  }
  return isCharacter(code) ? code : NO_CHARACTER
}

function predefined(bytes: Buffer, length: number): number {
  for (const { name, code } of PREDEFINED) {
    if (name.length !== length) continue
    let i = 0
    while (i < length && bytes[i] === name[i]) i++
    if (i === length) return code
  }
  return UNKNOWN_ENTITY
}

function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff)
}
