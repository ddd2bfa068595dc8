import { gzipSync } from 'node:zlib'
import type { AttackClass } from '../../src/engine/types.ts'

/** A request that carries an attack. */
export interface Carrier {
  readonly method?: string
  readonly target?: string
  readonly fields?: readonly string[]
  readonly body?: Buffer
}

/** Spells an attack anew: the same to whoever runs it. */
export interface Mutator {
  readonly name: string
  /** Classes whose language allows it; all if not given. */
  readonly classes?: readonly AttackClass[]
  /** Share that has to stay caught; all if not given. */
  readonly atLeast?: number
  /** Undefined where it can't be done to this attack. */
  readonly carry: (attack: string, index: number) => Carrier | undefined
}

/** Some values are judged in the light of their place: a URL of a script in a query, a class name in a body. */
const PLACED = 0.97
/** A name is neither run nor opened: `reg query HKLM` or `.bash_history` alone, without a separator or a step up, is telling as a value only. */
const NAMED = 0.95
/** Fragments and probes are told by their very spelling. */
const FRAGMENTS = 0.94

const PADDING = JSON.stringify({
  rows: Array.from({ length: 1_100 }, (_, i) => ({
    id: i,
    name: 'Ana Lopez',
    note: 'The parcel arrived late, thank you for asking; it works well.',
  })),
})
const codes = (text: string): number[] => Array.from({ length: text.length }, (_, i) => text.charCodeAt(i))
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0')
const percent = (bytes: Uint8Array) => Array.from(bytes, (byte) => `%${hex(byte, 2)}`).join('')
const encode = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(/['()*!]/g, (c) => percent(Buffer.from(c)))

const inQuery = (value: string): Carrier => ({ target: `/search?q=${encode(value)}` })
const rawQuery = (raw: string): Carrier => ({ target: `/search?q=${raw}` })
const inBody = (type: string, body: string | Buffer, ...fields: string[]): Carrier => {
  const bytes = Buffer.from(body)
  return { method: 'POST', target: '/items', fields: ['Content-Type', type, ...fields], body: bytes }
}
const json = (content: unknown) => inBody('application/json', JSON.stringify(content))
const xmlText = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
const isXmlText = (text: string) =>
  !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text) && text.isWellFormed()
const isAscii = (text: string) => /^[\x20-\x7e\t\r\n]*$/.test(text)
/** Letters whose case means nothing: not those of escapes. */
const alternate = (text: string) =>
  Array.from(text, (c, i) => (i % 2 === 0 ? c.toUpperCase() : c.toLowerCase())).join('')

/** What a path may name: a word, or a function of OData. */
const isResource = (text: string) => /^[\w./-]*(?:\([\w=,.-]*\))?$/.test(text)

const UNCASED: readonly AttackClass[] = ['sqli']

export const mutators: readonly Mutator[] = [
  { name: 'as it is', carry: inQuery },
  { name: 'every byte percent-encoded', carry: (attack) => rawQuery(percent(Buffer.from(attack))) },
  { name: 'percent-encoded twice', carry: (attack) => rawQuery(percent(Buffer.from(percent(Buffer.from(attack))))) },
  {
    name: '%u escapes',
    carry: (attack) =>
      rawQuery(
        codes(attack)
          .map((code) => `%u${hex(code, 4)}`)
          .join(''),
      ),
  },
  {
    name: 'HTML references, decimal',
    carry: (attack) =>
      inQuery(
        codes(attack)
          .map((code) => `&#${code};`)
          .join(''),
      ),
  },
  {
    name: 'HTML references, hexadecimal with zeros',
    carry: (attack) =>
      inQuery(
        codes(attack)
          .map((code) => `&#x0000${hex(code, 2)};`)
          .join(''),
      ),
  },
  {
    name: 'escapes, \\u0041',
    carry: (attack) =>
      inQuery(
        codes(attack)
          .map((code) => `\\u${hex(code, 4)}`)
          .join(''),
      ),
  },
  {
    name: 'escapes, \\x41',
    carry: (attack) =>
      isAscii(attack)
        ? inQuery(
            codes(attack)
              .map((code) => `\\x${hex(code, 2)}`)
              .join(''),
          )
        : undefined,
  },
  {
    name: 'base64',
    carry: (attack) => (attack.length >= 4 ? inQuery(Buffer.from(attack).toString('base64')) : undefined),
  },
  {
    name: 'base64url without padding',
    carry: (attack) => (attack.length >= 6 ? inQuery(Buffer.from(attack).toString('base64url')) : undefined),
  },
  {
    name: 'base64url without padding, a segment of the path',
    atLeast: NAMED,
    carry: (attack) =>
      attack.length >= 6 ? { target: `/items/${Buffer.from(attack).toString('base64url')}` } : undefined,
  },
  {
    name: 'hexadecimal digits, a segment of the path',
    atLeast: NAMED,
    carry: (attack) => (attack.length >= 6 ? { target: `/${Buffer.from(attack).toString('hex')}/a` } : undefined),
  },
  {
    name: 'hexadecimal digits',
    carry: (attack) => (attack.length >= 6 ? inQuery(Buffer.from(attack).toString('hex')) : undefined),
  },
  {
    name: 'fullwidth characters',
    carry: (attack) =>
      /^[\x21-\x7e ]*$/.test(attack)
        ? inQuery(
            codes(attack)
              .map((code) => (code === 0x20 ? ' ' : String.fromCharCode(code + 0xfee0)))
              .join(''),
          )
        : undefined,
  },
  {
    name: 'a zero-width space between all characters',
    carry: (attack) => (isAscii(attack) ? inQuery(attack.split('').join('\u200b')) : undefined),
  },
  {
    name: 'overlong UTF-8',
    carry: (attack) =>
      isAscii(attack)
        ? rawQuery(
            codes(attack)
              .map((code) => percent(Uint8Array.of(0xc0 | (code >> 6), 0x80 | (code & 0x3f))))
              .join(''),
          )
        : undefined,
  },
  { name: 'a NUL behind it', carry: (attack) => rawQuery(`${encode(attack)}%00`) },
  {
    name: 'JSON escapes in a JSON string',
    atLeast: PLACED,
    carry: (attack) =>
      inBody(
        'application/json',
        `{"a":"${codes(attack)
          .map((code) => `\\u${hex(code, 4)}`)
          .join('')}"}`,
      ),
  },
  { name: 'a JSON string', atLeast: PLACED, carry: (attack) => json({ id: 7, note: attack }) },
  { name: 'a key of JSON', atLeast: NAMED, carry: (attack) => json({ [attack]: 1 }) },
  {
    name: 'JSON in a string of JSON',
    atLeast: PLACED,
    carry: (attack) => json({ payload: JSON.stringify({ note: attack }) }),
  },
  { name: 'JSON in a query', carry: (attack) => inQuery(JSON.stringify({ note: attack })) },
  {
    name: '128 KB of JSON before it',
    atLeast: PLACED,
    carry: (attack, index) =>
      index % 4 !== 0 ? undefined : inBody('application/json', `{"rows":${PADDING},"note":${JSON.stringify(attack)}}`),
  },
  {
    name: '128 KB of JSON behind it',
    atLeast: PLACED,
    carry: (attack, index) =>
      index % 4 !== 0 ? undefined : inBody('application/json', `{"note":${JSON.stringify(attack)},"rows":${PADDING}}`),
  },
  {
    name: 'a form',
    atLeast: PLACED,
    carry: (attack) => inBody('application/x-www-form-urlencoded', `a=1&note=${encode(attack)}&b=2`),
  },
  {
    name: 'a form with 128 KB before it',
    atLeast: PLACED,
    carry: (attack, index) =>
      index % 4 !== 0
        ? undefined
        : inBody(
            'application/x-www-form-urlencoded',
            `pad=${'abcdefg '.repeat(16_384).replaceAll(' ', '+')}&note=${encode(attack)}`,
          ),
  },
  {
    name: 'a part of a multipart',
    atLeast: PLACED,
    carry: (attack) =>
      inBody(
        'multipart/form-data; boundary=b',
        `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${attack}\r\n--b--\r\n`,
      ),
  },
  {
    name: 'a text file in a multipart',
    atLeast: PLACED,
    carry: (attack) =>
      inBody(
        'multipart/form-data; boundary=b',
        `--b\r\nContent-Disposition: form-data; name="a"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n${attack}\r\n--b--\r\n`,
      ),
  },
  {
    name: 'an element of XML',
    atLeast: PLACED,
    carry: (attack) => (isXmlText(attack) ? inBody('application/xml', `<a><b>${xmlText(attack)}</b></a>`) : undefined),
  },
  {
    name: 'CDATA, cut in two',
    atLeast: PLACED,
    carry: (attack) =>
      isXmlText(attack) && !attack.includes(']]>')
        ? inBody(
            'text/xml',
            `<a><![CDATA[${attack.slice(0, attack.length >> 1)}]]><![CDATA[${attack.slice(attack.length >> 1)}]]></a>`,
          )
        : undefined,
  },
  {
    name: 'an attribute of XML',
    atLeast: PLACED,
    carry: (attack) =>
      isXmlText(attack)
        ? inBody(
            'application/xml',
            `<a b="${codes(attack)
              .map((code) => `&#${code};`)
              .join('')}"/>`,
          )
        : undefined,
  },
  {
    name: 'gzip',
    atLeast: PLACED,
    carry: (attack) =>
      inBody('application/json', gzipSync(JSON.stringify({ note: attack })), 'Content-Encoding', 'gzip'),
  },
  {
    name: 'UTF-16',
    atLeast: PLACED,
    carry: (attack) =>
      inBody('application/json; charset=utf-16le', Buffer.from(JSON.stringify({ note: attack }), 'utf16le')),
  },
  { name: 'plain text', atLeast: PLACED, carry: (attack) => inBody('text/plain', attack) },
  {
    name: 'JSON declared as text',
    atLeast: PLACED,
    carry: (attack) => inBody('text/plain', JSON.stringify({ note: attack })),
  },
  { name: 'a form declared as JSON', carry: (attack) => inBody('application/json', `note=${encode(attack)}`) },
  {
    name: 'a header',
    atLeast: PLACED,
    carry: (attack) =>
      isAscii(attack) && !/[\r\n]/.test(attack) && attack.trim() === attack
        ? { fields: ['X-Note', attack] }
        : undefined,
  },
  { name: 'a cookie', atLeast: PLACED, carry: (attack) => ({ fields: ['Cookie', `sid=1; note=${encode(attack)}`] }) },
  {
    name: 'a segment of the path',
    atLeast: PLACED,
    carry: (attack) => (isResource(attack) ? undefined : { target: `/items/${encode(attack)}/edit` }),
  },
  {
    name: 'a query of a URL in JSON',
    atLeast: PLACED,
    carry: (attack) => json({ callback: `https://a.example/x?note=${encode(attack)}` }),
  },
  {
    name: 'a claim of a token',
    atLeast: PLACED,
    carry: (attack) => ({
      fields: [
        'Authorization',
        `Bearer ${[{ alg: 'HS256' }, { note: attack }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.c2ln`,
      ],
    }),
  },
  // What the attacked language lets pass.
  {
    name: 'letters in turns upper and lower',
    atLeast: FRAGMENTS,
    classes: UNCASED,
    carry: (attack) => (isAscii(attack) && !/\\|%/.test(attack) ? inQuery(alternate(attack)) : undefined),
  },
  {
    name: 'tabs for spaces',
    atLeast: FRAGMENTS,
    classes: ['sqli', 'xss', 'command_injection'],
    carry: (attack) => inQuery(attack.replaceAll(' ', '\t')),
  },
  {
    name: 'SQL: comments for spaces',
    atLeast: FRAGMENTS,
    classes: ['sqli'],
    carry: (attack) => (/--|#/.test(attack) ? undefined : inQuery(attack.replaceAll(' ', '/**/'))),
  },
  {
    name: 'SQL: line breaks for spaces',
    atLeast: FRAGMENTS,
    classes: ['sqli'],
    carry: (attack) => (/--|#/.test(attack) ? undefined : inQuery(attack.replaceAll(' ', '\n'))),
  },
  {
    name: 'SQL: vertical tabs for spaces',
    atLeast: FRAGMENTS,
    classes: ['sqli'],
    carry: (attack) => inQuery(attack.replaceAll(' ', '\v')),
  },
  {
    name: 'HTML: slashes for spaces in tags',
    classes: ['xss'],
    carry: (attack) =>
      /^<\w+ [^<]*>$/.test(attack) && !attack.includes('"') ? inQuery(attack.replaceAll(' ', '/')) : undefined,
  },
  {
    name: 'HTML: tag names in upper case',
    classes: ['xss'],
    carry: (attack) => inQuery(attack.replace(/<\/?[a-z]+/gi, (tag) => alternate(tag))),
  },
  {
    name: 'shell: a quote in the command',
    classes: ['command_injection'],
    carry: (attack) => (/\bcat\b/.test(attack) ? inQuery(attack.replace(/\bcat\b/, "c''at")) : undefined),
  },
  {
    name: 'shell: $IFS for spaces',
    classes: ['command_injection'],
    carry: (attack) =>
      /^[;|&] ?\w+ [\w/.-]+$/.test(attack) ? inQuery(attack.replace(/(\w) /, '$1$IFS$9')) : undefined,
  },
  {
    name: 'paths: ./ within',
    classes: ['path_traversal'],
    carry: (attack) => (/^(?:\.\.\/)+[\w/]+$/.test(attack) ? inQuery(attack.replaceAll('../', '.././')) : undefined),
  },
  {
    name: 'paths: slashes doubled',
    classes: ['path_traversal'],
    carry: (attack) => (/^(?:\.\.\/)+[\w/]+$/.test(attack) ? inQuery(attack.replaceAll('/', '//')) : undefined),
  },
  {
    name: 'paths: backslashes',
    classes: ['path_traversal'],
    carry: (attack) => (/^(?:\.\.\/)+[\w/]+$/.test(attack) ? inQuery(attack.replaceAll('/', '\\')) : undefined),
  },
]
