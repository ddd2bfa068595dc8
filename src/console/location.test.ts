import { describe, expect, it } from 'vitest'
import { placeHash, readPlace } from './location.ts'

const id = '01K0000000000000000000000A'

describe('the place in the hash', () => {
  it('comes back as it went in', () => {
    const place = { classes: ['sqli', 'xss'], verdicts: ['blocked', 'passed'] as const, before: id, event: id }
    expect(readPlace(placeHash(place))).toEqual(place)
    expect(placeHash(readPlace(''))).toBe('#')
  })

  it('leaves out whatever is not of the right form', () => {
    expect(readPlace('#class=%3Cscript%3E&class=sqli&class=sqli&verdict=maybe&before=1&event=../x&y=z')).toEqual({
      classes: ['sqli'],
      verdicts: [],
      before: null,
      event: null,
    })
    const many = Array.from({ length: 33 }, (_, index) => `class=c${index}`).join('&')
    expect(readPlace(`#${many}`).classes).toHaveLength(32)
  })
})
