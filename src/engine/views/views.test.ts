import { isUtf8 as nodeIsUtf8 } from 'node:buffer'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { base64View, looksLikeBase64 } from './base64.ts'
import { escapesView } from './escapes.ts'
import { gapsView } from './gaps.ts'
import { hexView, looksLikeHex } from './hex-text.ts'
import { htmlView } from './html.ts'
import { percentView } from './percent.ts'
import { foldedCharacters, unicodeView } from './unicode.ts'
import { decodeLenient, isUtf8 } from './utf8.ts'
import { views } from './views.ts'

test('no view throws, and each says undefined exactly when nothing changes', () => {
  for (const { looks, apply } of views) {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const result = apply(text)
        if (result !== undefined && looks === undefined) expect(result).not.toBe(text)
      }),
    )
  }
})

test('a view that changes a text is woken by one of its bytes or literals', () => {
  const pieces = fc.constantFrom(
    '%41',
    '&lt;',
    '\\x41',
    '\uff1c',
    '\u200b',
    'a',
    ' ',
    '%',
    '&',
    '\\',
    '\u00a0',
    '\u2044',
    '   \t',
    '\n\r',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const text = parts.join('')
      const bytes = Buffer.from(text)
      for (const { bytes: wakers, literals, looks, apply } of views) {
        if (looks !== undefined || apply(text) === undefined) continue
        const lower = text.toLowerCase()
        const woken = [...wakers].some((waker) => bytes.includes(waker.charCodeAt(0)))
        expect([text, woken || literals.some((literal) => lower.includes(literal))]).toEqual([text, true])
      }
    }),
  )
})

describe('percent', () => {
  test('as decodeURIComponent where that succeeds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const encoded = encodeURIComponent(text)
        expect(percentView(encoded) ?? encoded).toBe(text)
      }),
    )
  })
  test.each([
    ['100%', undefined],
    ['%zz', undefined],
    ['%4', undefined],
    ['%u003cscript', '<script'],
    ['%U0027', "'"],
    ['%c0%af', '/'],
    ['%e0%80%af', '/'],
    ['%ff', '\ufffd'],
    ['%2527', '%27'],
    ['a%00b', 'a\0b'],
    ['é%41', 'éA'],
  ])('%s', (text, expected) => expect(percentView(text)).toBe(expected))
})

describe('html', () => {
  test.each([
    ['&lt;script&gt;', '<script>'],
    ['&#60;&#x3c;&#x3C', '<<<'],
    ['&#0000060', '<'],
    ['&#x000003c;', '<'],
    ['java&Tab;script&colon;alert&lpar;1&rpar;', 'java\tscript:alert(1)'],
    ['&ltscript', '<script'],
    ['&amp;lt;', '&lt;'],
    ['&#xD800;&#0;&#99999999999;', '\ufffd\ufffd\ufffd'],
    ['AT&T & co &nosuch; &#; &#x;', undefined],
    ['$&lbracejndi:x&rbrace', '${jndi:x}'],
  ])('%s', (text, expected) => expect(htmlView(text)).toBe(expected))
})

describe('escapes', () => {
  test('as JSON.parse for what JSON.stringify escapes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', '\n', '\t', '\u0007', '\u001f', '/') }), (text) => {
        const escaped = JSON.stringify(text).slice(1, -1)
        expect(escapesView(escaped) ?? escaped).toBe(text)
      }),
    )
  })
  test.each([
    ['\\x3cscript', '<script'],
    ['\\u003c\\u{3c}\\74', '<<<'],
    ['C:\\Windows\\System32', undefined],
    ['\\u{110000}', undefined],
    ['\\u{}', undefined],
    ['\\', undefined],
    ['\\400', ' 0'],
  ])('%s', (text, expected) => expect(escapesView(text)).toBe(expected))
})

describe('base64', () => {
  test('gives back what Buffer encodes, in both alphabets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', minLength: 12 }), (text) => {
        expect(base64View(Buffer.from(text).toString('base64'))).toBe(text)
        expect(base64View(Buffer.from(text).toString('base64url'))).toBe(text)
      }),
    )
  })
  test('whatever is decoded looked like it', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 8 }).map((text) => Buffer.from(text)),
      fc.uint8Array({ minLength: 10, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(value, fc.constantFrom('base64', 'base64url'), (bytes, encoding) => {
        const encoded = bytes.toString(encoding)
        if (base64View(encoded) === undefined) return
        expect([encoded, looksLikeBase64(Buffer.from(encoded), 0, encoded.length)]).toEqual([encoded, true])
      }),
      { numRuns: 5_000 },
    )
  })
  test.each([
    '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    'internationalization',
    'short',
    'with spaces in it, long enough',
    '0123456789abcdef0123456789abcdef',
  ])('%s is none', (text) => expect(base64View(text)).toBeUndefined())
})

describe('hex', () => {
  const text = fc.string({ unit: 'grapheme-ascii', minLength: 6 })
  test('gives back what Buffer encodes, in either case, with its mark or without', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('', '0x', '0X'), fc.boolean(), (plain, mark, isUpper) => {
        const digits = Buffer.from(plain).toString('hex')
        expect(hexView(mark + (isUpper ? digits.toUpperCase() : digits))).toBe(plain)
      }),
    )
  })
  test('whatever is decoded looked like it', () => {
    const value = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 6 }).map((plain) => Buffer.from(plain)),
      fc.uint8Array({ minLength: 6, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(value, fc.constantFrom('', '0x'), (bytes, mark) => {
        const encoded = mark + bytes.toString('hex')
        if (hexView(encoded) === undefined) return
        expect([encoded, looksLikeHex(Buffer.from(encoded), 0, encoded.length)]).toEqual([encoded, true])
      }),
      { numRuns: 5_000 },
    )
  })
  test.each(['3c73637269707', '0123456789abcdef0123456789abcdef', '4111111111111111', '68656c6c6f 21', '0'.repeat(40)])(
    '%s is none',
    (value) => expect(hexView(value)).toBeUndefined(),
  )
  test('the shortest and one digit pair less', () => {
    expect(hexView('3c7363726970')).toBe('<scrip')
    expect(hexView('3c73637269')).toBeUndefined()
  })
})

describe('unicode', () => {
  test.each([
    ['＜script＞', '<script>'],
    ['sel\u200bect', 'select'],
    ['..∕..∕etc', '../../etc'],
    ['ʼ or ʼ', "' or '"],
    ['a\u00a0b\u3000c', 'a b c'],
    ['naïve café', undefined],
  ])('%s', (text, expected) => expect(unicodeView(text)).toBe(expected))
})

test('every character that is folded is declared', () => {
  const declared = new Set(foldedCharacters)
  for (let code = 0x80; code < 0xd800; code++) {
    const character = String.fromCharCode(code)
    expect([code, unicodeView(character) !== undefined]).toEqual([code, declared.has(character)])
  }
})

test('UTF-8 is what Node takes for it, wherever it stands', () => {
  const lead = fc.constantFrom(0x61, 0x7f, 0x80, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5)
  const next = fc.constantFrom(0x61, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2)
  const bytes = fc.oneof(
    fc.tuple(lead, next, next, next).map((four) => Buffer.from(four)),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 6 }).map((any) => Buffer.from(any)),
  )
  fc.assert(
    fc.property(bytes, fc.nat(4), fc.nat(4), (value, before, after) => {
      const end = Math.max(before, value.length - after)
      expect(isUtf8(value, before, end)).toBe(nodeIsUtf8(value.subarray(before, end)))
    }),
    { numRuns: 20_000 },
  )
})

test('lenient UTF-8: valid text as it is, overlong forms as what they spell, the rest as U+FFFD', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(decodeLenient(Buffer.from(text))).toBe(text)
    }),
  )
  expect(decodeLenient(Buffer.from([0xc0, 0xae, 0xc0, 0xaf]))).toBe('./')
  expect(decodeLenient(Buffer.from([0xf0, 0x80, 0x80, 0xaf]))).toBe('/')
  expect(decodeLenient(Buffer.from([0x61, 0xff, 0x27, 0xc3]))).toBe("a\ufffd'\ufffd")
  expect(decodeLenient(Buffer.from([0x27, 0xa0, 0x6f, 0x72, 0xc3, 0xa0]))).toBe("'\u00a0or\u00e0")
})

describe('gaps', () => {
  test('as a regular expression closes them', () => {
    const piece = fc.constantFrom('a', ' ', '  ', '\t\t\t', '\n\n\n\n', '\r\n', 'b')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const text = parts.join('')
        expect(gapsView(text) ?? text).toBe(text.replace(/[ \t\n\r]{8,}/g, ' '))
      }),
    )
  })

  test('eight blanks are one, seven are text', () => {
    expect([gapsView(`a${' '.repeat(7)}b`), gapsView(`a${' '.repeat(8)}b`)]).toEqual([undefined, 'a b'])
  })
})
