import { isLetter } from '../../ascii.ts'

/** Longest text whose words are put together again. */
const LONGEST = 16_384

/**
 * `UN/**​/ION`: a word that comments cut, which filters that take comments out put together again before a database sees it.
 * @returns the text without its comments; undefined if none stands within a word
 */
export function withoutCuts(text: string): string | undefined {
  if (text.length > LONGEST) return undefined
  let out = ''
  let kept = 0
  let cuts = false
  for (let open = text.indexOf('/*'); open >= 0; open = text.indexOf('/*', kept)) {
    const close = text.indexOf('*/', open + 2)
    if (close < 0) break
    if (isLetter(text.charCodeAt(open - 1)) && isLetter(text.charCodeAt(close + 2))) cuts = true
    out += text.slice(kept, open)
    kept = close + 2
  }
  return cuts ? out + text.slice(kept) : undefined
}
