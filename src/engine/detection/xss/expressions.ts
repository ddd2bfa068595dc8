/** Values that are nothing but code. */
import type { Report } from '../../types.ts'
import { isWord } from './markup.ts'

/** Short values that are nothing but an expression on the page. */
export function judgeWhole(text: string, report: Report): void {
  if (text.length >= 16 && isBracketCode(text)) {
    report('critical', 0, text.length, 'is JavaScript written with brackets only')
    return
  }
  if (text.includes('-moz-binding') && text.includes('url(')) {
    report('critical', 0, text.length, 'binds script through a style')
    return
  }
  const dot = text.indexOf('.')
  if (dot === -1 || text.includes('://')) return
  for (const word of [
    'document.cookie',
    'document.domain',
    'document.write',
    'document.location',
    'window.location',
    'document.body.',
    'document.querySelector',
    'document.createElement',
    'window.name',
    'document.URL',
  ]) {
    const at = text.indexOf(word)
    if (at === -1) continue
    const before = at === 0 ? 0 : text.charCodeAt(at - 1)
    if (isWord(before) || before === 0x2d) continue
    const spaced = text.slice(0, at).includes(' ')
    report(spaced ? 'warning' : 'critical', at, at + word.length, "reads or changes the page's document")
    return
  }
}

/** JSFuck and its kin: code without a letter. */
export function isBracketCode(text: string): boolean {
  let brackets = 0
  let bangs = 0
  const limit = Math.min(text.length, 512)
  for (let i = 0; i < limit; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b || code === 0x5d || code === 0x28 || code === 0x29) brackets++
    else if (code === 0x21) bangs++
    else if (code !== 0x2b && code !== 0x20) return false
  }
  return brackets >= 6 && bangs >= 1 && text.includes('[]')
}
