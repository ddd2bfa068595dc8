import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Redactor, shapeOf } from './redact.ts'

const redactor = new Redactor(['locker'])

test.each([
  'password',
  'user[password]',
  'API-Key',
  'apiKey',
  'x_access_token',
  'clientSecret',
  'pass%77ord',
  'otp',
  'PIN',
  'card_number',
  'lockerCode',
])('%s is a secret name', (name) => expect(redactor.isSecretName(name)).toBe(true))

test.each(['name', 'spinning', 'option', 'shipping', 'passenger', 'side', 'author', 'compass', 'tokyo'])(
  '%s is not',
  (name) => expect(redactor.isSecretName(name)).toBe(false),
)

describe('text', () => {
  test.each([
    ['password=hunter2&x=1', 'password=***&x=1'],
    ['{"password":"hunter2","x":1}', '{"password":"***","x":1}'],
    ['{\\"token\\":\\"abc\\",\\"x\\":1}', '{\\"token\\":\\"***\\",\\"x\\":1}'],
    ["secret: 'abc' rest", "secret: '***' rest"],
    ['Authorization: Bearer abcdefghijk', 'Authorization: ***'],
    ['send Bearer abcdefghijk now', 'send Bearer *** now'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d end', 'jwt *** end'],
    ['card 4111 1111 1111 1111 ok', 'card *** ok'],
    ['number 4111 1111 1111 1112 ok', 'number 4111 1111 1111 1112 ok'],
    ['id=5, name: x', 'id=5, name: x'],
    ['', ''],
  ])('%s', (text, expected) => expect(redactor.text(text)).toBe(expected))
})

test.each([
  ['/a?token=abc&b=1', '/a?token=***&b=1'],
  ['/a?b=1;pass=x#access_token=y', '/a?b=1;pass=***#access_token=***'],
  ['https://user:pw@host/p?x=1', 'https://***@host/p?x=1'],
  ['/a;token=x/b', '/a;token=***'],
  ['/a?b=password%3Dx', '/a?b=password%3Dx'],
  ['/plain', '/plain'],
])('target %s', (target, expected) => expect(redactor.target(target)).toBe(expected))

test.each([
  ['Authorization', 'Bearer abc', 'Bearer ***'],
  ['authorization', 'abc', '***'],
  ['Cookie', 'a=1; b=2; c', 'a=***; b=***;***'],
  ['X-Api-Key', 'abc', '***'],
  ['X-My-Token', 'abc', '***'],
  ['Referer', 'https://x/?token=1', 'https://x/?token=***'],
  ['User-Agent', 'curl/8', 'curl/8'],
])('header %s: %s', (name, value, expected) => expect(redactor.header(name, value)).toBe(expected))

describe('excerpts', () => {
  test('the match is found again at the given positions', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        fc.string({ minLength: 1, maxLength: 50 }),
        fc.string({ maxLength: 300 }),
        (before, match, after) => {
          const text = before + match + after
          fc.pre(redactor.text(text) === text)
          const [excerpt, start, end] = redactor.excerpt(text, before.length, before.length + match.length, 96, 256)
          expect(excerpt.length).toBeLessThanOrEqual(256)
          expect(excerpt.slice(start, end)).toBe(match)
        },
      ),
    )
  })
  test('a secret that is cut in two is masked all the same', () => {
    const text = `password=${'s'.repeat(200)} ' or 1=1`
    const at = text.indexOf("'")
    expect(redactor.excerpt(text, at, text.length, 96, 256)[0]).not.toContain('sss')
    const [excerpt] = redactor.excerpt(`x ' or 1=1 password=${'s'.repeat(2_000)}`, 2, 8, 96, 256)
    expect(excerpt).not.toContain('sss')
  })
})

test('masking a megabyte of hostile text stays linear: the work of two is about twice that of one', () => {
  for (const piece of ['password=', 'eyJ-', '4111 ', "'=':", 'bearer ']) {
    expect(() => redactor.text(piece.repeat(1_000_000 / piece.length))).not.toThrow()
  }
})

test('a shape tells no text', () => expect(shapeOf("Ab1' OR 9ü")).toBe("aa0' aa 0?"))
