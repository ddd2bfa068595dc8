import { describe, expect, it } from 'vitest'
import { visiblePieces, visibleText } from './visible.ts'

describe('visiblePieces', () => {
  it('leaves ordinary text alone, in any script', () => {
    for (const text of ['', "' or 1=1 --", 'grün 你好 שלום مرحبا 🙂', '<img src=x>']) {
      expect(visibleText(text)).toBe(text)
      expect(visiblePieces(text).some((piece) => piece.codePoint !== undefined)).toBe(false)
    }
  })

  it.each([
    ['\u0000', 'NUL'],
    ['\n', 'LF'],
    ['\u001b', 'ESC'],
    ['\u001f', 'US'],
    ['\u007f', 'DEL'],
    ['\u0085', 'U+0085'],
    ['\u00ad', 'U+00AD'],
    ['\u200b', 'U+200B'],
    ['\u202e', 'U+202E'],
    ['\u2028', 'U+2028'],
    ['\u2066', 'U+2066'],
    ['\u3164', 'U+3164'],
    ['\ufeff', 'U+FEFF'],
    ['\ud800', 'U+D800'],
    ['\u{e0041}', 'U+E0041'],
  ])('draws %j as %s', (hidden, sign) => {
    expect(visibleText(`a${hidden}b`)).toBe(`a${sign}b`)
    expect(visiblePieces(`a${hidden}b`)).toHaveLength(3)
  })
})
