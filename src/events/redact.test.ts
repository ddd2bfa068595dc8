import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countWork } from '../../test/support/counted-work.ts'
import { shapeOf } from './masking/shape-of.ts'
import { ELLIPSIS, MAX_PATH_LOOKED_AT, Redactor } from './redact.ts'

const redactor = new Redactor(['locker', '密码', '--'])
const S = 'Zx9-Quartz'

describe('names', () => {
  test.each(
    `password user[password] API-Key apiKey x_access_token clientSecret pass%77ord pass%2577ord otp PIN card_number
    lockerCode code_verifier session connect.sid user_pass userpass pass passwd oldpwd pwd1 pw cvv2 card_cvv card_pin
    cardPin userPIN PINCode pin2 otp_code otpcode totp key data[key] data[0][key][] sig assertion SAMLRequest
    SAMLResponse ticket accountKey connectionString mnemonic recovery_code passwort senha contraseña contrase%C3%B1a
    contraseÃ±a CONTRASEN\u0303A motdepasse accesskey client_assertion refresh refresh_token ｐａｓｓｗｏｒｄ pass\\u0077ord 密码
    mein密码 x-api-key`.split(/\s+/),
  )('%s is a secret name', (name) => expect(redactor.isSecretName(name)).toBe(true))

  test.each(
    `name spinning option shipping passenger side author compass tokyo keyboard monkey coder zipcode countryCode
    statusCode keyword code footprint className resenha inside bypass 名前 keys authors sessions ticketing`.split(
      /\s+/,
    ),
  )('%s is not', (name) => expect(redactor.isSecretName(name)).toBe(false))

  test.each([
    ['query', ['code'], true],
    ['body', ['code'], true],
    ['body', ['error', 'code'], false],
    ['body', ['password', 0, 'v'], true],
    ['header', ['x-auth'], true],
    ['header', ['x-forwarded-client-cert'], true],
    ['header', ['x-cookie'], true],
    ['header', ['accept'], false],
    ['cookie', ['theme'], true],
    ['body', ['a', ELLIPSIS, 'b'], true],
    ['body', Array(MAX_PATH_LOOKED_AT).fill('a'), false],
    ['body', Array(MAX_PATH_LOOKED_AT + 1).fill('a'), true],
  ] as const)('%s %j: %s', (where, path, secret) => expect(redactor.isSecretPath(where, path)).toBe(secret))

  test('what is known of names does not grow without bound, nor change', () => {
    for (let i = 0; i < 5_000; i++) expect(redactor.isSecretName(`n${i}`)).toBe(false)
    for (let i = 0; i < 5_000; i++) expect(redactor.isSecretName(`${i}pwd`)).toBe(true)
  })
})

describe('text', () => {
  test.each([
    ['password=hunter2&x=1', 'password=***&x=1'],
    ['{"password":"hunter2","x":1}', '{"password":"***","x":1}'],
    ['{\\"token\\":\\"abc\\",\\"x\\":1}', '{\\"token\\":\\"***\\",\\"x\\":1}'],
    ["secret: 'abc' rest", "secret: '***' rest"],
    ['Authorization: Bearer abcdefghijk', 'Authorization: ***'],
    ['send Bearer abcdefghijk now', 'send Bearer *** now'],
    ['bearer bearer abcdefghijk', 'bearer bearer ***'],
    ['basic authentication', 'basic authentication'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d end', 'jwt *** end'],
    ['card 4111 1111 1111 1111 ok', 'card *** ok'],
    ['card 4111 1111 1111 1111 12 26 123', 'card *** 12 26 123'],
    ['card 4111+1111+1111+1111', 'card ***'],
    ['number 4111 1111 1111 1112 ok', 'number 4111 1111 1111 1112 ok'],
    ['at 1754006400007 ms', 'at 1754006400007 ms'],
    ['id=5, name: x', 'id=5, name: x'],
    ['{"pin":1234,"x":1}', '{"pin":***,"x":1}'],
    ['{"password":["S","T"],"x":1}', '{"password":***,"x":1}'],
    ['{"password":{"v":"}S"},"x":1}', '{"password":***,"x":1}'],
    ['{"a":{"b":"password"},"x":[1]}', '{"a":{"b":"password"},"x":[1]}'],
    ['<password>S</password><x>1</x>', '<password>***</password><x>1</x>'],
    ['--password S --verbose', '--password *** --verbose'],
    ['--token --verbose', '--token --verbose'],
    ['curl -u me:S http://a', 'curl -u me:*** http://a'],
    ['db://me:S@host/x', 'db://***@host/x'],
    ['http://[::1]:8080/a@b', 'http://[::1]:8080/a@b'],
    ['https://a.example:8080/@b?mail=a@b', 'https://a.example:8080/@b?mail=a@b'],
    ['status code: 404', 'status code: 404'],
    ['code=S&state=1', 'code=***&state=1'],
    ['', ''],
  ])('%s', (text, expected) => expect(redactor.text(text)).toBe(expected))

  test.each([
    `{"password":["${S}"]}`,
    `{"password":{"v":"${S}"}}`,
    `{"password":[{"v":"]"},"${S}"`,
    `{"password":"a\\"${S}"}`,
    `{"password":"a\\\\\\"${S}"}`,
    `{\\"password\\":\\"a\\\\\\"${S}\\"}`,
    `{"password":\n  "${S}"}`,
    `{"password"\n: "${S}"}`,
    `{"pass\\u0077ord":"${S}"}`,
    `&quot;password&quot;:&quot;${S}&quot;`,
    `%7B%22password%22%3A%22${S}%22%7D`,
    `%257B%2522password%2522%253A%2522${S}%2522%257D`,
    `<password>${S}</password>`,
    `<ns:Password type="x"><![CDATA[${S}]]></ns:Password>`,
    `<password>${S}`,
    `<user password="${S}"/>`,
    `password=>${S}`,
    `'password' => '${S}'`,
    `password := ${S}`,
    `password==${S}`,
    `password[]=${S}`,
    `user["password"][0]=${S}`,
    `password${' '.repeat(500)}=${S}`,
    `password=${' '.repeat(500)}${S}`,
    `password='it''s ${S}'`,
    `password="a"${S}`,
    `password=a,${S}`,
    `password=a;${S}`,
    `password=a"${S}`,
    `--password ${S}`,
    `--password "a ${S}"`,
    `--password=${S}`,
    `curl -u user:${S} x`,
    `curl -uuser:${S} x`,
    `curl -u 'user:a ${S}' x`,
    `curl --user user:${S} x`,
    `postgres://admin:${S}@db/x`,
    `postgres://admin:a/${S}@db/x`,
    `x%3A%2F%2Fadmin%3A${S}%40db`,
    `https://${'u'.repeat(300)}:${S}`,
    ...['AKIA', 'ASIA'].map((mark) => mark + S.replace('-', '').toUpperCase().padEnd(16, '7')),
    ...['ghp_', 'gho_', 'ghs_', 'github_pat_', 'glpat-', 'xoxb-', 'xoxp-', 'sk_live_', 'sk_test_', 'rk_live_'].map(
      (mark) => `a ${mark}${S}abcdefghij`,
    ),
    `AIza${S}${'a'.repeat(30)}`,
    `npm_${S}${'a'.repeat(30)}`,
    `SG.${S}.${'a'.repeat(30)}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${S}\n${S}\n-----END RSA PRIVATE KEY-----`,
  ])('%s is masked', (text) => {
    const masked = redactor.text(text)
    expect(masked).not.toContain(S)
    expect(masked).not.toContain(S.replace('-', '').toUpperCase())
    expect(redactor.text(masked)).toBe(masked)
  })

  test('a JSON object in base64 is masked if it holds a secret', () => {
    const secret = Buffer.from(JSON.stringify({ password: S })).toString('base64')
    const plain = Buffer.from(JSON.stringify({ cursor: 17 })).toString('base64')
    expect(redactor.text(`${secret} ${plain}`)).toBe(`*** ${plain}`)
  })
})

describe('target', () => {
  test.each([
    ['/a?token=abc&b=1', '/a?token=***&b=1'],
    ['/a?b=1;pass=x', '/a?b=1;pass=***'],
    ['/a?b=1&pass=x#access_token=y', '/a?b=1&pass=***'],
    ['https://user:pw@host/p?x=1', 'https://***@host/p?x=1'],
    ['/a;token=x/b', '/a;token=***'],
    ['/a?b=password%3Dx&c=1', '/a?b=***&c=1'],
    ['/a?b=caf%C3%A9&c=1', '/a?b=caf%C3%A9&c=1'],
    ['/plain', '/plain'],
  ])('%s', (target, expected) => expect(redactor.target(target)).toBe(expected))

  test.each([
    `/?next=${encodeURIComponent(`https://app/cb?access_token=${S}`)}`,
    `/?next=${encodeURIComponent(encodeURIComponent(`https://app/cb?access_token=${S}`))}`,
    `/?f=${encodeURIComponent(JSON.stringify({ password: S }))}`,
    `/?%2570assword=${S}`,
    `/?code_verifier=${S}`,
    `/?code=${S}`,
    `/?password=a;${S}`,
    `/?password=a?b=${S}`,
    `/?password=a#${S}`,
    `/?ghp_abcdefghij${S}=1`,
  ])('%s is masked', (target) => expect(redactor.target(target)).not.toContain(S))

  test('the cut hides what stands beyond it, and parts no secret from its name', () => {
    for (let at = 2_000; at <= 2_100; at++) {
      expect(redactor.target(`/${'a'.repeat(at)}?password=${'s'.repeat(3_000)}`)).not.toContain('sss')
      expect(redactor.target(`/${'a'.repeat(at)}?x=://u:${'s'.repeat(400)}@h`)).not.toContain('sss')
    }
    expect(redactor.target(`/${'a'.repeat(2_047)}`)).toHaveLength(2_048)
    expect(redactor.target(`/${'a'.repeat(2_048)}`)).toHaveLength(2_048)
  })
})

describe('headers', () => {
  test.each([
    ['Authorization', 'Bearer abc', 'Bearer ***'],
    ['authorization', 'aws4-hmac-sha256 Credential=x', 'aws4-hmac-sha256 ***'],
    ['authorization', 'abc', '***'],
    ['Authorization', `${S} v1`, '***'],
    ['Cookie', 'a=1; b=2; c', 'a=***; b=***;***'],
    ['Set-Cookie', 'a=1; Path=/', 'a=***; Path=***'],
    ['Cookie', 'ghp_0123456789abcdefghij=1', '***=***'],
    ['X-Api-Key', 'abc', '***'],
    ['X-My-Token', 'abc', '***'],
    ['Referer', 'https://x/?token=1', 'https://x/?token=***'],
    ['Referer', 'https://x/?code=1', 'https://x/?code=***'],
    ['User-Agent', 'curl/8', 'curl/8'],
    ['Accept', 'text/html;q=0.9, */*;q=0.8', 'text/html;q=0.9, */*;q=0.8'],
    ['Host', 'shop.example:8080', 'shop.example:8080'],
  ])('%s: %s', (name, value, expected) => expect(redactor.header(name, value)).toBe(expected))

  test.each(
    `x-auth x-auth-key ocp-apim-subscription-key x-functions-key php-auth-pw x-master-key x-session x-session-key
    x-forwarded-client-cert x-amzn-oidc-data x-cookie cookie2 x-access-token x-amz-security-token x-vault-token
    private-token set-cookie X-Authorization X-CSRF-Token`.split(/\s+/),
  )('%s is a credential', (name) => expect(redactor.header(name, S)).toBe('***'))

  test.each(['Referer', 'Origin', 'Location', 'X-Original-URL', 'X-Rewrite-URL', 'Link', 'X-Anything'])(
    '%s may hold a URL',
    (name) => expect(redactor.header(name, `/a?next=%2Fb%3Ftoken%3D${S}`)).toBe('/a?next=***'),
  )
})

describe('packets', () => {
  test.each([
    ['GET /?token=x HTTP/1.1\r\nHost : a\r\nCookie: a=b\r\n\r\n', 'GET /?token=*** HTTP/1.1\naaaa : a\nCookie: a=***'],
    ['GET / HTTP/1.1\r\nX: a\r\n  folded\r\nY: b', 'GET / HTTP/1.1\nX: a\n  aaaaaa\nY: b'],
    ['ZEBRA / HTTP/1.1\r\nHost: a\r\n\r\n', 'aaaaa / aaaa/0.0\naaaa: a\n\n'],
    ['CONNECT a:443 HTTP/1.1', 'CONNECT a:443 HTTP/1.1'],
    ['', ''],
  ])('%j', (packet, expected) => expect(redactor.packet(packet)).toBe(expected))

  test.each([
    `rer ${S}\r\nBad Header\r\n\r\n`,
    `{"password": "${S}"}\r\n`,
    `GET / HTTP/1.1\rAuthorization: Bearer ${S}\r\r`,
    `GET / HTTP/1.1\r\nHost: a\rAuthorization: Bearer ${S}\r\r`,
    `GET / HTTP/1.1\r\nHost: a\r\n\r\n{"password":\n  "${S}"}`,
    `GET / HTTP/1.1\r\nHost: a\r\n\r\nnote: ${S}`,
    `GET / HTTP/1.1\nHost: a\n\nnote: ${S}`,
    `GET / HTTP/1.1\r\nAuthorization:\r\n Bearer ${S}\r\n`,
    `GET / HTTP/1.1\r\n${S}\r\n`,
    `GET ${S}\r\nHost: a\r\n`,
    `note: ${S}\r\nother: ${S}\r\n`,
    `${'x'.repeat(70)}: ${S}\r\n`,
  ])('%j is masked', (packet) => expect(redactor.packet(packet)).not.toContain(S))
})

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
          const [shape, from, to] = redactor.shape(text, before.length, before.length + match.length, 96, 256)
          expect(shape.slice(from, to)).toBe(shapeOf(match))
        },
      ),
    )
  })

  test('a secret that is cut in two is masked all the same', () => {
    for (const length of [1, 90, 96, 97, 200, 900, 1_010, 1_020, 1_030, 2_000, 15_000]) {
      const text = `password=${'q'.repeat(length)} ' or 1=1`
      const at = text.indexOf("'")
      expect(redactor.excerpt(text, at, text.length, 96, 256)[0]).not.toContain('q')
    }
    const [excerpt] = redactor.excerpt(`x ' or 1=1 password=${'s'.repeat(2_000)}`, 2, 8, 96, 256)
    expect(excerpt).not.toContain('sss')
  })

  test('a value that begins before the window and goes on over the match shows its shape', () => {
    const text = `${'s'.repeat(1_500)}../../etc/passwd${'s'.repeat(10)}`
    const [excerpt, start, end] = redactor.excerpt(text, 1_500, 1_516, 96, 256)
    expect([excerpt, excerpt.slice(start, end)]).toEqual(['***../../aaa/aaaaaaaaaaaaaaaa', '../../aaa/aaaaaa'])
  })

  test('a private key that begins before the window', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${`${'s'.repeat(63)}\n`.repeat(26)}`
    const text = `${key}-----END PRIVATE KEY----- ' or 1=1`
    expect(redactor.excerpt(text, key.length - 8, key.length, 96, 256)[0]).not.toContain('ss')
  })
})

const JOINTS = [
  '',
  ' ',
  '"',
  "'",
  '\\',
  '=',
  ':',
  '&',
  '?',
  '#',
  ';',
  '<',
  '>',
  '/',
  '@',
  '%22',
  '%3D',
  '%',
  '\\u00',
  '\n',
]
const WORDS_IN_TEXT = [
  'password',
  'token',
  '-u',
  '--secret',
  '://',
  'eyJ',
  'bearer ',
  '4111 1111 1111 1111',
  'ghp_',
  'SG.',
]
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...JOINTS), fc.constantFrom(...WORDS_IN_TEXT), fc.string({ maxLength: 5 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))

describe('properties', () => {
  test('masking never throws, and shows no more than asked', () => {
    fc.assert(
      fc.property(hostile, fc.nat(80), fc.nat(80), (text, a, b) => {
        expect(redactor.text(text, 40).length).toBeLessThanOrEqual(40)
        expect(redactor.target(text, 40).length).toBeLessThanOrEqual(40)
        expect(redactor.header('cookie', text, 40).length).toBeLessThanOrEqual(40)
        expect(redactor.header('x', text, 40).length).toBeLessThanOrEqual(40)
        redactor.packet(text)
        redactor.isSecretName(text)
        const [start, end] = [Math.min(a, text.length), Math.min(a + b, text.length)]
        for (const [excerpt, from, to] of [
          redactor.excerpt(text, start, end, 10, 40),
          redactor.shape(text, start, end, 10, 40),
        ]) {
          expect(excerpt.length).toBeLessThanOrEqual(40)
          expect(from).toBeLessThanOrEqual(to)
          expect(to).toBeLessThanOrEqual(excerpt.length)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('a secret parameter is masked under up to three layers of encoding, among whatever', () => {
    const layers = fc.integer({ min: 0, max: 2 })
    const name = fc.constantFrom('password', 'access_token', 'user[pwd]', 'cardPin')
    const value = fc.stringMatching(/^Zx9[A-Za-z0-9 _.~-]{4,20}qQ$/)
    const noise = fc.stringMatching(/^[a-z0-9/]{0,30}$/)
    const encode = (text: string, times: number) => {
      let out = text
      for (let i = 0; i < times; i++) out = encodeURIComponent(out)
      return out
    }
    fc.assert(
      fc.property(layers, name, value, noise, noise, (times, key, secret, before, after) => {
        const inner = encode(`/cb?a=${before}&${key}=${encodeURIComponent(secret)}`, times)
        const shown = redactor.target(`/${before}?x=${after}&next=${inner}&y=${after}`)
        expect(shown).not.toContain(secret.slice(0, 5))
        expect(shown.startsWith(`/${before}?x=${after}&`)).toBe(true)
        expect(shown.endsWith(`&y=${after}`)).toBe(true)
        expect(redactor.target(shown)).toBe(shown)
      }),
    )
  })
})

describe('work', () => {
  // biome-ignore format: a table
  const pieces = [
    'a&', 'a=&', 'password=', 'password=&', 'eyJ-', 'eyJ.', '4111 ', '4111', '1', "'=':", '"', '\\"', 'bearer ', 'bearer+',
    '://', '://a:b', '://a@', '@', '<pin', '<pin>', '</pin>', '-u', ' -u', '(-u', '=-u', " -u'", ' --pin', '[', '=', ' =',
    ' ', ',a', ';', '%3D', '%25', '%', '&#', '\\u0', '-----BEGIN', '-----END', 'AKIA', 'ghp_', 'SG.', "pin='\\", 'pin={',
  ]
  const all = (mask: (piece: string) => void) =>
    countWork('/src/events/', () => {
      for (const piece of pieces) mask(piece)
    })

  const text = (piece: string, length: number) => piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

  test.each(pieces)('on %j grows like the text', (piece) => {
    const [small, large] = [3_000, 6_000].map((length) =>
      countWork('/src/events/', () => {
        redactor.text(text(piece, length))
        redactor.target(`/?${text(piece, length)}`, 10_000)
      }),
    ) as [number, number]
    expect(small).toBeGreaterThan(3_000)
    expect(large).toBeLessThan(2.1 * small)
  })

  test.each<[string, (value: string) => void]>([
    ['a target', (value) => redactor.target(`/?${value}`)],
    ['a header', (value) => redactor.header('x', value)],
    ['cookies', (value) => redactor.header('cookie', value)],
    ['a packet', (value) => redactor.packet(`GET / HTTP/1.1\r\n${value}`)],
    ['a text that is cut', (value) => redactor.text(value, 256)],
    ['an excerpt', (value) => redactor.excerpt(value, 5_000, 5_010, 96, 256)],
  ])('on %s does not depend on what is not shown', (_name, mask) => {
    const short = all((piece) => mask(text(piece, 6_000)))
    const long = all((piece) => mask(text(piece, 60_000)))
    expect(long).toBeLessThan(1.1 * short)
  })
})

test('a shape tells no text', () => expect(shapeOf("Ab1' OR 9ü")).toBe("aa0' aa 0?"))
