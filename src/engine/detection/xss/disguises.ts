/** Markup and code in characters that become others: in another charset, in an escape where none is needed. */

import { isLetter } from '../../ascii.ts'
import { hexDigit } from '../../digits.ts'
import type { Report } from '../../types.ts'
import { isWord } from './characters.ts'

/** A reader that drops the eighth bit sees `<` in `¼` and `>` in `¾`; what isn't UTF-8 is U+FFFD here. */
export function isHighBitTag(text: string, open: number, report: Report): boolean {
  const code = text.charCodeAt(open)
  const before = open === 0 ? 0 : text.charCodeAt(open - 1)
  // `Â¼`: UTF-8 that was read as Latin-1.
  const isLead = code === 0xbc && before >= 0xc2 && before <= 0xf4
  const isClosing = text.charCodeAt(open + 1) === 0x2f
  const start = isClosing ? open + 2 : open + 1
  let end = start
  while (end < start + 16 && isLetter(text.charCodeAt(end))) end++
  if (end === start) return false
  const after = text.charCodeAt(end)
  const close = code === 0xfffd ? 0xfffd : 0xbe
  const closes = after === close || (after >= 0xc2 && after <= 0xf4 && text.charCodeAt(end + 1) === close)
  const isScript = text.slice(start, end).toLowerCase() === 'script'
  const isTag =
    code === 0xfffd
      ? isScript && closes && !isClosing
      : isLead
        ? isClosing && closes
        : closes || (isScript && !isClosing)
  if (!isTag) return false
  report('critical', open, end, 'opens a tag with a bracket that becomes `<`')
  return true
}

/** `+ADw-script+AD4-`: UTF-7, which spells `<` so. */
export function isUtf7Tag(text: string, plus: number, report: Report): boolean {
  if (text.charCodeAt(plus + 1) !== 0x41) return false
  const code = text.slice(plus + 1, plus + 4)
  // The bits of `<` may begin with other characters': `+ACIAPg` is `">`.
  const opens = code === 'ADw' || code === 'ADx' || /^A(?:CI|Cc)A(?:Pg|PAA|Pw)/.test(text.slice(plus + 1, plus + 8))
  if (!opens || isWithinBase64(text, plus)) return false
  report('critical', plus, plus + 4, 'opens a tag in UTF-7')
  return true
}

/** The shift stands in a long run of base64, which has plus signs of its own. */
const RUN = 24

function isWithinBase64(text: string, plus: number): boolean {
  let from = plus
  while (from > 0 && plus - from < RUN && isBase64(text.charCodeAt(from - 1))) from--
  let to = plus + 1
  while (to < text.length && to - plus <= RUN && isBase64(text.charCodeAt(to))) to++
  return plus - from >= RUN || (plus > from && to - plus > RUN)
}

function isBase64(code: number): boolean {
  return isWord(code) ? code !== 0x5f : code === 0x2b || code === 0x2f
}

/** `&#x000003c`: a reference that is padded for filters. `&{…}`: script in an attribute, to old browsers. */
export function isPaddedReference(text: string, ampersand: number, report: Report): boolean {
  const next = text.charCodeAt(ampersand + 1)
  if (next === 0x7b) {
    const rest = text.slice(ampersand + 2, ampersand + 64)
    const open = rest.indexOf('(')
    if (open < 3 || !rest.includes(')') || !isWord(rest.charCodeAt(open - 1)) || rest.slice(0, open).includes(' ')) {
      return false
    }
    report('critical', ampersand, ampersand + 2 + open, 'runs script in an attribute')
    return true
  }
  if (next !== 0x23) return false
  const isHex = (text.charCodeAt(ampersand + 2) | 0x20) === 0x78
  const start = ampersand + (isHex ? 3 : 2)
  let i = start
  while (i < start + 16 && text.charCodeAt(i) === 0x30) i++
  if (i - start < 3) return false
  const high = hexDigit(text.charCodeAt(i))
  const low = hexDigit(text.charCodeAt(i + 1))
  if ((isHex && high === 3 && low === 12) || (!isHex && high === 6 && low === 0)) {
    report('critical', ampersand, i + 2, 'pads a reference to `<`')
    return true
  }
  return false
}

/** `c\u006fnsole`: an ASCII letter of a name as an escape, which no serialiser writes. */
export function isEscapedName(text: string, backslash: number, report: Report): boolean {
  if (text.charCodeAt(backslash + 1) !== 0x75) return false
  const braced = text.charCodeAt(backslash + 2) === 0x7b
  let i = backslash + (braced ? 3 : 2)
  const first = i
  while (i < first + 4 && text.charCodeAt(i) === 0x30) i++
  const high = hexDigit(text.charCodeAt(i))
  const low = hexDigit(text.charCodeAt(i + 1))
  if (high < 4 || high > 7 || low < 0 || (!braced && i - first !== 2)) return false
  const code = high * 16 + low
  const end = i + (braced ? 3 : 2)
  if (!isLetter(code) || (braced && text.charCodeAt(end - 1) !== 0x7d)) return false
  const before = backslash === 0 ? 0 : text.charCodeAt(backslash - 1)
  if (!isLetter(before) && !isLetter(text.charCodeAt(end))) return false
  if (before === 0x5c) return false
  report('critical', backslash, end, 'hides a letter of a name in an escape')
  return true
}
