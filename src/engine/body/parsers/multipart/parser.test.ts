import { describe, expect, test } from 'vitest'
import { NO_MEDIA_TYPE, parseMediaType } from '../../../canonical/media-type.ts'
import { type CreateParser, conforms, cutEvery, limitsWith, run, runWhole } from '../../conformance.ts'
import { MAX_MULTIPART_DEPTH, MultipartParser } from './parser.ts'

const reader =
  (boundary: string, essence = 'multipart/form-data'): CreateParser =>
  (context) =>
    new MultipartParser(context, { ...NO_MEDIA_TYPE, essence, boundary })
const form = reader('b')
const mixed = reader('b', 'multipart/mixed')
/** Lines with the line ends that the format has. */
const lines = (...all: string[]) => all.join('\r\n')
const field = (name: string, value: string) =>
  lines('--b', `Content-Disposition: form-data; name="${name}"`, '', value, '')
const samples = [
  `${field('a', 'one')}${field('c', 'two\r\nlines\r\n')}--b--\r\n`,
  lines(
    '--b \t',
    'Content-Disposition: form-data; name="f"; filename="x\\"y.txt"; filename*=UTF-8\'\'%e2%82%ac',
    'Content-Type: text/plain; charset=utf-16le',
    'X-Other: value',
    '',
    'a\0b\0',
    '--b--',
    'epilogue',
  ),
  lines(
    'preamble',
    '--b',
    'content-disposition:form-data;name=a',
    '',
    '',
    '--b',
    '',
    '--bx',
    '--b-',
    '-',
    '--b--garbage',
  ),
  '--b\nContent-Disposition: form-data; name=a\n\nvalue\n--b\n\n\r--b--',
  lines('--b', 'Content-Disposition: form-data; name="a"', 'folded: one', ' two', 'no colon', '--b', 'cut: header'),
  lines(
    '--b',
    'Content-Disposition: form-data; name="a"',
    'Content-Transfer-Encoding: base64',
    '',
    'PHNj',
    'cmlwdD4=',
    '--b--',
  ),
  lines(
    '--b',
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '=3Cscr=',
    'ipt=3E=',
    '=zz=',
    '--b--',
    '--b',
    '',
    'again',
    '--b--',
  ),
  lines('--b', 'Content-Type: multipart/mixed; boundary=c', '', '--c', '', 'inner', '--c--', '--b--'),
  lines('--b', 'Content-Disposition: form-data; name="_charset_"', '', 'utf-7', '--b--'),
  '--b\r\n\r\nvalue\r\n--b',
  '--b\r\n\r\nvalue\r\n--b-',
  '--b--',
  '',
  '\r\n',
]
const alphabet = [
  ...['\r\n', '\n', '\r', '--b', '--b--', '\r\n--b\r\n', '--', '-', 'b', ' ', '\r\n\r\n', ':', ';', '=', '"', '\\'],
  ...['Content-Disposition: form-data; name="a"\r\n', 'Content-Type: text/plain\r\n', '; filename="x"', 'filename*='],
  ...['Content-Transfer-Encoding: base64\r\n', 'Content-Transfer-Encoding: quoted-printable\r\n', 'PHNj', '=3C'],
  ...['Content-Type: multipart/mixed; boundary=b\r\n', 'text', 0x00, 0x80, 0xff],
]

conforms('multipart', form, {
  samples,
  alphabet,
  around: (text) => `${field('k', text)}--b--`,
  readsTwice: true,
})
conforms('multipart without a boundary', reader(''), { samples, alphabet, readsTwice: true })

describe('a well-formed multipart', () => {
  test('names, file names, header fields and contents at their paths', () => {
    const body = lines(
      '--b',
      'Content-Disposition: form-data; name="title"',
      '',
      'one',
      '--b',
      'Content-Disposition: form-data; name="up"; filename="a.txt"',
      'Content-Type: text/plain',
      'X-Note: hi',
      '',
      'two',
      '--b--',
      '',
    )
    const { fields, conditions } = runWhole(form, body)
    expect(conditions).toEqual([])
    expect(fields).toEqual([
      { path: ['title'], value: 'title', isName: true },
      { path: ['title'], value: 'one', isName: false },
      { path: ['up'], value: 'up', isName: true },
      { path: ['up', 'filename'], value: 'a.txt', isName: false },
      { path: ['up', 'content-type'], value: 'text/plain', isName: false },
      { path: ['up', 'x-note'], value: 'X-Note', isName: true },
      { path: ['up', 'x-note'], value: 'hi', isName: false },
      { path: ['up'], value: 'two', isName: false },
    ])
  })

  test('offsets are those of the whole', () => {
    const body = `${field('a', 'one')}${field('c', 'two')}--b--`
    const { seen } = runWhole(form, body)
    for (const entry of seen) {
      if (typeof entry === 'string') throw new Error(entry)
      expect(body.slice(entry.offset, entry.offset + entry.value.length)).toBe(entry.value)
    }
  })

  test.each([
    ['an empty form', '--b--\r\n'],
    ['an empty value', `${field('a', '')}--b--`],
    ['an empty value without a line break of its own', '--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--'],
    ['padding after a boundary', '--b \t \r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b-- \t\r\n'],
    ['a line break before it and after it', `\r\n${field('a', 'x')}--b--\r\n\r\n`],
    ['dashes and line breaks in a value', `${field('a', '--\r\n--a\r\n-\r\n--B\r\n\r\n--')}--b--`],
    ['a name in UTF-8', `${field('naïve', 'x')}--b--`],
    [
      'what .NET sends',
      "--b\r\nContent-Disposition: form-data; name=f; filename=x; filename*=utf-8''x\r\n\r\nx\r\n--b--",
    ],
    [
      'what Apache HttpClient sends',
      '--b\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nx\r\n--b--',
    ],
  ])('%s: nothing to say', (_name, body) => {
    expect(runWhole(form, body).conditions).toEqual([])
  })

  test.each([1, 70])('a boundary of %i characters', (length) => {
    const boundary = '='.repeat(length)
    const body = `--${boundary}\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--${boundary}--`
    expect(runWhole(reader(boundary), body)).toMatchObject({ conditions: [], values: ['x'] })
  })

  test('file names in every form, as sent and decoded', () => {
    const head = `--b\r\nContent-Disposition: form-data; name="f"; filename="=?utf-8?B?PHNjcmlwdD4=?= \\"x\\""; filename*=iso-8859-1''%e9%3cx`
    const { fields } = runWhole(form, `${head}\r\nContent-Type: text/css\r\n\r\nx\r\n--b--`)
    expect(fields.map(({ path, value }) => `${path.join('.')}=${value}`)).toEqual([
      'f=f',
      'f.filename==?utf-8?B?PHNjcmlwdD4=?= \\"x\\"',
      'f.filename==?utf-8?B?PHNjcmlwdD4=?= "x"',
      'f.filename=<script> \\"x\\"',
      "f.filename*=iso-8859-1''%e9%3cx",
      'f.filename*=é<x',
      'f.content-type=text/css',
      'f=x',
    ])
  })

  test('content is read by the part’s type and charset', () => {
    const part = (type: string, content: string | Buffer) =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; name=j\r\nContent-Type: ${type}\r\n\r\n`),
        Buffer.from(content as string),
        Buffer.from('\r\n--b--'),
      ])
    const values = (body: Buffer) => runWhole(form, body).values
    expect(values(part('application/json', '{"k":"\\u003cscript>"}'))).toContain('<script>')
    expect(values(part('text/plain; charset=utf-16le', Buffer.from('<script>', 'utf16le')))).toContain('<script>')
    expect(runWhole(form, part('text/plain; charset=utf-7', '+ADw-')).conditions).toEqual([
      expect.stringContaining('unsupported_charset'),
    ])
    expect(
      runWhole(form, part('multipart/mixed; boundary=c', '--c\r\nX: y\r\n\r\ninner\r\n--c--')).fields,
    ).toContainEqual({
      path: ['j', 0],
      value: 'inner',
      isName: false,
    })
  })

  test('10,000 parts, and not one more', () => {
    const body = (count: number) => `${Array.from({ length: count }, (_, i) => field(`n${i}`, `v${i}`)).join('')}--b--`
    expect(runWhole(form, body(10_000)).values).toHaveLength(10_000)
    expect(runWhole(form, body(10_000)).conditions).toEqual([])
    const over = runWhole(form, body(10_001))
    expect(over.values).toHaveLength(10_001)
    expect(over.conditions).toEqual([
      expect.stringContaining('multipart.max_parts at'),
      expect.stringContaining('request.max_num_args at'),
    ])
  })
})

// What two servers could read in two ways: each is said, and what stands in it is still seen.
const disposition = (value: string) => `--b\r\nContent-Disposition: ${value}\r\n\r\nseen\r\n--b--`
const headers = (...all: string[]) => lines('--b', ...all, '', 'seen', '--b--')
const DISPOSITION = 'Content-Disposition: form-data; name="a"'
const malformed: [body: string, condition: string, values: string[]][] = [
  [field('a', 'seen'), 'ends before its final delimiter', ['seen\r\n']],
  [`${field('a', 'seen')}--b-`, 'ends before its final delimiter', ['seen']],
  [`${field('a', 'seen')}--b`, 'ends before its final delimiter', ['seen']],
  ['no part at all', 'ends before its final delimiter', ['no part at all']],
  [lines('--b', 'X-Cut: <script>'), 'part headers that do not end', ['<script>']],
  [lines('--b', DISPOSITION, '--b', DISPOSITION, '', 'seen', '--b--'), 'part headers that do not end', ['seen']],
  ['--b\r\n--b--', 'part headers that do not end', []],
  [`before\r\n${field('a', 'seen')}--b--`, 'text before the first delimiter', ['before', 'seen']],
  [`${field('a', 'seen')}--b--\r\nafter`, 'text after the final delimiter', ['seen', 'after']],
  [`${field('a', 'seen')}--b--garbage`, 'text after the final delimiter', ['seen', 'garbage']],
  [`${field('a', 'one')}--b--\r\n${field('c', 'two')}--b--`, 'a delimiter after the final one', ['one', 'two']],
  [`${field('a', 'one\r\n--bx\r\ntwo')}--b--`, 'begins with the boundary and goes on', ['one\r\n--bx\r\ntwo']],
  [`${field('a', 'one\r\n--b -- two')}--b--`, 'begins with the boundary and goes on', ['one\r\n--b -- two']],
  [`${field('a', 'one\r\n--b\rtwo')}--b--`, 'begins with the boundary and goes on', ['one\r\n--b\rtwo']],
  [`--b${' '.repeat(300)}\r\nseen`, 'begins with the boundary and goes on', [`--b${' '.repeat(300)}\r\nseen`]],
  [`--b\n${DISPOSITION}\r\n\r\nseen\r\n--b--`, 'delimiter that ends without CR LF', ['seen']],
  [`--b\r\n${DISPOSITION}\r\n\r\nseen\n--b--`, 'after a line that ends without CR LF', ['seen']],
  [`--b\r\n${DISPOSITION}\r\n\r\nseen\r--b--`, 'after a line that ends without CR LF', ['seen']],
  [`--b\r\n${DISPOSITION}\n\r\nseen\r\n--b--`, 'part header line that ends without CR LF', ['seen']],
  [headers(DISPOSITION, 'X: y\0z'), 'a control character in a part header', ['y\0z', 'seen']],
  [
    headers(DISPOSITION, 'X: y\rContent-Type: z'),
    'a control character in a part header',
    ['y\rContent-Type: z', 'seen'],
  ],
  [headers(DISPOSITION, 'no colon'), 'a part header without a colon', ['no colon', 'seen']],
  [headers(DISPOSITION, ': nameless'), 'a part header without a name', ['nameless', 'seen']],
  [headers('Content-Disposition : form-data; name=a'), 'white space around the name', ['seen']],
  [headers('Content-Disposition: form-data;', ' name="a"'), 'a folded part header', ['seen']],
  [
    headers(DISPOSITION, 'Content-Disposition: form-data; name="<c>"'),
    'given twice',
    ['form-data; name="<c>"', 'seen'],
  ],
  [headers(DISPOSITION, 'Content-Type: text/plain', 'content-type: a/b'), 'given twice', ['text/plain', 'a/b', 'seen']],
  [headers(DISPOSITION, 'Content-Type: what'), 'a part whose Content-Type is none', ['what', 'seen']],
  [headers('X: y'), 'a part without Content-Disposition', ['y', 'seen']],
  [disposition('form-data'), 'a part without a name', ['seen']],
  [disposition('attachment; name=a'), 'a part that is not form-data', ['seen']],
  [disposition('form-data; name=a; name="<c>"'), 'a parameter twice', ['form-data; name=a; name="<c>"', 'seen']],
  [disposition('form-data; name=a; filename=x; filename=y'), 'a parameter twice', ['x', 'y', 'seen']],
  [disposition('form-data; name=a;'), 'a parameter that has no value', ['form-data; name=a;', 'seen']],
  [disposition('form-data; name = a'), 'white space around an equals sign', ['seen']],
  [disposition('form-data; name=a b'), 'a value that needs quotes', ['seen']],
  [disposition('form-data; name="a'), 'a quote that does not end', ['form-data; name="a', 'seen']],
  [disposition('form-data; name="a"x; filename=y'), 'text after a quoted value', ['y', 'seen']],
  [disposition('form-data; name="a\\"; filename=\\"x"'), 'a backslash before a quote', ['seen']],
  [disposition('form-data; name=a; filename*0="x"; filename*1="y"'), 'a parameter in pieces', ['x', 'y', 'seen']],
  [disposition('form-data; name=a; filename*=x%3c'), 'a filename* without charset', ['x%3c', 'seen']],
  [disposition(`form-data; name=a${'; p=q'.repeat(64)}`), 'more than 64 parameters', ['seen']],
  [
    headers(DISPOSITION, ...Array.from({ length: 64 }, (_, i) => `X${i}: y${i}`)),
    'more than 64 headers',
    ['y63', 'seen'],
  ],
  [headers(DISPOSITION, `X: ${'x'.repeat(16_384)}`, 'Y: <y>'), 'part headers that are too long', []],
  [
    headers(DISPOSITION, 'Content-Transfer-Encoding: base64').replace('seen', 'PHNjcmlwdD4='),
    'form-data with a Content-Transfer-Encoding',
    ['<script>', 'PHNjcmlwdD4='],
  ],
  [
    headers(DISPOSITION, 'Content-Transfer-Encoding: quoted-printable').replace('seen', '=3Cscript='),
    'quoted-printable with a broken',
    ['<script=', '=3Cscript='],
  ],
  [
    headers(DISPOSITION, 'Content-Transfer-Encoding: base64').replace('seen', "' or 1=1"),
    'base64 with characters',
    ["' or 1=1"],
  ],
  [headers(DISPOSITION, 'Content-Transfer-Encoding: x-uu'), 'Content-Transfer-Encoding that is not known', ['seen']],
]

describe('a malformed multipart', () => {
  test.each(malformed)('%j: %s', (body, condition, values) => {
    const { conditions, values: seen } = runWhole(form, body)
    expect(conditions).toContainEqual(
      expect.stringMatching(/^malformed_(?:body at \d+: malformed multipart: |encoding at )/),
    )
    expect(conditions).toContainEqual(expect.stringContaining(condition))
    for (const value of values) expect(seen).toContain(value)
  })

  test.each([
    ['', 'no boundary parameter'],
    ['x'.repeat(71), 'a boundary of more than 70 characters'],
    ['x'.repeat(2_000), 'a boundary of more than 70 characters'],
    ['b ', 'a boundary that ends with a space'],
    ['b"', 'a boundary with characters that none may have'],
    ['b\r\nx', 'a boundary with characters that none may have'],
  ])('the boundary %j: the first line is gone by', (boundary, fault) => {
    const { values, conditions } = runWhole(reader(boundary), `${field('a', 'seen')}--b--`)
    expect(values).toEqual(['seen'])
    expect(conditions).toEqual([`malformed_body at 0: malformed multipart: ${fault}`])
  })

  test('no boundary anywhere: all of it is text', () => {
    expect(runWhole(reader(''), 'a\r\n<script>')).toMatchObject({ values: ['a\r\n<script>'] })
    const long = '-'.repeat(5_000)
    expect(runWhole(reader(''), long)).toMatchObject({ values: [long] })
    expect(runWhole(reader('b;'), 'x\r\n--b;\r\n\r\nseen\r\n--b;--').values).toEqual(['x', 'seen'])
  })

  test('each kind is said once', () => {
    const body = field('a', 'x').replace(';', ';;').repeat(50)
    expect(runWhole(form, `${body}--b--`).conditions).toHaveLength(1)
  })

  test('_charset_ that is not UTF-8 is noted', () => {
    expect(runWhole(form, `${field('_charset_', 'utf-8')}--b--`).conditions).toEqual([])
    expect(runWhole(form, `${field('_charset_', 'ibm037')}--b--`).conditions).toEqual([
      expect.stringContaining('malformed_encoding'),
    ])
  })

  test('what needs no saying where it is no form', () => {
    const body = headers('Content-Transfer-Encoding: base64').replace('seen', 'PHNjcmlwdD4=')
    expect(runWhole(mixed, body)).toMatchObject({ conditions: [] })
    expect(runWhole(mixed, body).values).toContain('<script>')
  })

  test('multiparts in multiparts, down to a bound', () => {
    const nested = (depth: number): string => {
      let body = 'seen'
      let type = 'text/plain'
      for (let level = depth; level > 0; level--) {
        body = `--b${level}\r\nContent-Type: ${type}\r\n\r\n${body}\r\n--b${level}--`
        type = `multipart/mixed; boundary=b${level}`
      }
      return body
    }
    const outer = reader('b1', 'multipart/mixed')
    expect(runWhole(outer, nested(MAX_MULTIPART_DEPTH))).toMatchObject({ conditions: [] })
    expect(runWhole(outer, nested(MAX_MULTIPART_DEPTH)).values).toContain('seen')
    const deeper = runWhole(outer, nested(MAX_MULTIPART_DEPTH + 1))
    expect(deeper.conditions).toEqual([expect.stringContaining('nested deeper than 8')])
    expect(deeper.values.some((value) => value.includes('seen'))).toBe(true)
  })
})

describe('limits: the last accepted and the first refused', () => {
  const file = (name: string, content: string) =>
    lines(
      '--b',
      `Content-Disposition: form-data; name="${name}"; filename="${name}"`,
      'Content-Type: text/css',
      '',
      content,
      '',
    )
  const end = '--b--'
  test.each([
    [
      'multipart',
      'max_parts',
      2,
      `${field('a', '1')}${file('c', '2')}`,
      `${field('a', '1')}${file('c', '2')}${field('d', '3')}`,
    ],
    ['multipart', 'max_files', 1, `${field('a', '1')}${file('c', '2')}`, `${file('c', '2')}${file('d', '3')}`],
    ['multipart', 'max_file_size', 5, file('c', '12345'), file('c', '123456')],
    [
      'multipart',
      'combined_file_sizes',
      5,
      `${file('c', '123')}${file('d', '12')}`,
      `${file('c', '123')}${file('d', '123')}`,
    ],
    ['request', 'max_num_args', 1, `${field('a', '1')}${file('c', '2')}`, `${field('a', '1')}${field('a', '2')}`],
    ['request', 'arg_name_length', 3, field('abc', '1'), field('abcd', '1')],
    ['request', 'arg_length', 3, field('a', '123'), field('a', '1234')],
    [
      'request',
      'total_arg_length',
      5,
      `${field('a', '12')}${field('c', '3')}`,
      `${field('a', '12')}${field('c', '34')}`,
    ],
  ] as const)('%s.%s %i', (group, name, value, accepted, refused) => {
    const limits = limitsWith({ [group]: { [name]: value } })
    expect(runWhole(form, accepted + end, limits).conditions).toEqual([])
    const once = [expect.stringContaining(`${group}.${name} at`)]
    expect(runWhole(form, refused + end, limits).conditions).toEqual(once)
    expect(run(form, cutEvery(Buffer.from(refused + end), 1), limits).conditions).toEqual(once)
  })
})

test('the media type’s own parameters lead here', () => {
  const mediaType = parseMediaType('multipart/form-data; boundary="b"')
  expect(runWhole((context) => new MultipartParser(context, mediaType), `${field('a', 'x')}--b--`).values).toEqual([
    'x',
  ])
})
