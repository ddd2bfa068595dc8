import { describe, expect, test } from 'vitest'
import { type CreateParser, conforms, cutEvery, limitsWith, run, runWhole } from '../../conformance.ts'
import { MAX_DEPTH, XmlParser } from './parser.ts'

const xml: CreateParser = (context) => new XmlParser(context)

conforms('xml', xml, {
  samples: [
    '<?xml version="1.0" encoding="utf-8"?>\n<a b="c" d=\'e\'>text<f/>more<g h="i" />\n</a>\n',
    '\ufeff<?xml version="1.0"?><a/>',
    '<a>one<!-- two -->three<![CDATA[four]]>five<?six seven?>eight</a>',
    '<a><![CDATA[]]]]><![CDATA[>]]]></a>',
    '<a><![CDATA[]]x]]]></a><!--a---><!--#exec cmd="x"--><?a??><?php x ?>',
    '<a>&lt;&#x26;&#38;&amp;amp; &#xe9; &#128512; &nbsp; &#0; &; & b &#x; &#xd800;</a>',
    '<a b="&lt;x &quot;&bad; &" c=\'<\'>]]>x]] >]]]></a>',
    '<!DOCTYPE a [<!-- \' ]> --><!ENTITY x "]>"><?p ]> ?>]><a>&x;</a>',
    '<a><b></c></a></d>',
    '<a b="1"c="2" b="3"/>',
    '<ns:a xmlns:ns="urn:x" ns:b="c"><__proto__>x</__proto__><constructor/><é.b ç="d">y</é.b></ns:a>',
    '<a><b',
    '<a b="c',
    '<a><!-- x --',
    '<a><![CDATA[ x ]]',
    '<a><?php x ?',
    '<a>x &am',
    '<a><b></b ',
    '<a>x<y z=1>w</a>',
    'text <a/> more',
    '<a>x < y</a>',
    '<a/><b/>',
    '<!doctype html><p>x</p>',
    '<a\u0001/>',
    '<a>\u0001\u0000</a>',
    '<!---->',
    '',
    '  ',
  ],
  alphabet: [
    ...[
      '<',
      '>',
      '/',
      '</',
      '/>',
      '<a>',
      '</a>',
      '<b c="',
      '"',
      "'",
      '=',
      ' ',
      'a',
      'x:y',
      '&',
      ';',
      '&lt;',
      '&#',
      '#',
    ],
    ...[
      '<!--',
      '-->',
      '-',
      '--',
      '<![CDATA[',
      ']]>',
      ']',
      '<?',
      '?>',
      '?',
      'xml',
      '<!DOCTYPE',
      '[',
      '!',
      '\n',
      '.',
      '_',
    ],
    ...[0x00, 0x80, 0xc3, 0xef, 0xbb, 0xbf, 0xff],
  ],
  around: (text) => `<a><b>${text}</b></a>`,
})
conforms('xml attributes', xml, { samples: [], alphabet: ['<a b="'], around: (text) => `<a b="${text}"/>` })
conforms('xml cdata', xml, { samples: [], alphabet: ['<a>'], around: (text) => `<a><![CDATA[${text}]]></a>` })
conforms('xml comments', xml, { samples: [], alphabet: ['<!--'], around: (text) => `<a><!--${text}--></a>` })

const shown = (body: string) => runWhole(xml, body).fields.map(({ path, value }) => [path.join('/'), value])

test('every part of a document, at its path', () => {
  const body =
    '<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><!-- note --><s:Body>\n' +
    '<getUser id="7 or 1=1"><name>O\'Brien &lt;x&gt;</name><raw><![CDATA[<script>]]></raw><?php echo 1 ?></getUser>\n' +
    '</s:Body></s:Envelope>'
  expect(runWhole(xml, body).conditions).toEqual([])
  expect(shown(body)).toEqual([
    ['?xml', 'version="1.0"'],
    ['Envelope/@xmlns:s', 'http://www.w3.org/2003/05/soap-envelope'],
    ['Envelope', ' note '],
    ['Envelope/Body/getUser/@id', '7 or 1=1'],
    ['Envelope/Body/getUser/name', "O'Brien <x>"],
    ['Envelope/Body/getUser/raw', '<script>'],
    ['Envelope/Body/getUser/?php', '<?php echo 1 ?>'],
  ])
})

test('a text in pieces is seen whole and piece by piece', () => {
  expect(shown('<a>un<!-- x -->ion<![CDATA[ sel]]><?xml-y z?>ect</a>')).toEqual([
    ['a', ' x '],
    ['a', 'un'],
    ['a', 'ion'],
    ['a', ' sel'],
    ['a/?xml-y', 'z'],
    ['a', 'ect'],
    ['a', 'union select'],
  ])
})

test('names are inspected if they are more than words', () => {
  const body = '<a-b c="1"><_d/><ns:e.f/><constructor prototype=""/><é/></a-b>'
  const names = runWhole(xml, body).fields.filter(({ isName }) => isName)
  expect(names.map(({ value }) => value)).toEqual(['_d', 'ns:e.f', 'constructor', 'prototype', 'é'])
  const long = 'n'.repeat(200)
  expect(runWhole(xml, `<${long}/>`).fields).toEqual([{ path: [long], value: long, isName: true }])
})

test('a document type declaration is said and seen, and nothing of it is used', () => {
  const doctype = '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd"> <!-- ]> --> <?p ]> ?>]>'
  const { values, conditions } = runWhole(xml, `${doctype}<x>&y;</x>`)
  expect(values).toEqual([doctype, '&y;'])
  expect(conditions).toEqual([
    expect.stringContaining('a document type declaration'),
    expect.stringContaining('an entity that XML does not predefine'),
  ])
})

test('the path of a deep element leaves out its middle', () => {
  const names = Array.from({ length: 100 }, (_, i) => `e${i}`)
  const body = `${names.map((name) => `<${name}>`).join('')}x${names
    .toReversed()
    .map((name) => `</${name}>`)
    .join('')}`
  const path = runWhole(xml, body).fields[0]?.path
  expect(path).toHaveLength(33)
  expect(path?.slice(15, 18)).toEqual(['e15', '…', 'e84'])
})

// What isn't XML: each is said, and what stands in it is still seen.
const malformed: [body: string, condition: string, values: string[]][] = [
  ['<a>x', 'ends before it is complete', ['x']],
  ['<a b="x', 'ends before it is complete', ['x']],
  ['<a><!-- x', 'ends before it is complete', [' x']],
  ['<a><![CDATA[x', 'ends before it is complete', ['x']],
  ['<a/><!DOCTYPE x', 'ends before it is complete', ['<!DOCTYPE x']],
  ['<!-- x -->', 'no root element', [' x ']],
  ['x<a/>', 'text outside of the root', ['x']],
  ['<a/>x', 'text outside of the root', ['x']],
  ['<a/><![CDATA[x]]>', 'text outside of the root', ['x']],
  ['x', 'text outside of the root', ['x']],
  ['<a>1</a><b>2</b>', 'a second root element', ['1', '2']],
  ['<a>1</b><c>2</c>', 'an end tag of another name', ['1', '2']],
  ['<a>1</a></a><b>2</b>', 'an end tag without a start tag', ['1', '2']],
  ['<a b="1" c="2" b="3"/>', 'an attribute given twice', ['1', '2', '3']],
  ['<a b="1"c="2"/>', 'no white space before an attribute', ['1', '2']],
  ['<a b="<x"/>', 'a < in an attribute', ['<x']],
  ['<a>]]></a>', ']]> in a text', [']]>']],
  ['<a><!-- -- --></a>', 'two dashes in a comment', [' -- ']],
  ['<a><!-- x ---></a>', 'two dashes in a comment', [' x -']],
  ['<a>\u0008</a>', 'a character that XML does not have', ['\u0008']],
  ['<a b="\u0000"/>', 'a character that XML does not have', ['\u0000']],
  ['<a><!--\u0001--></a>', 'a character that XML does not have', ['\u0001']],
  ['<a>&nbsp;</a>', 'an entity that XML does not predefine', ['&nbsp;']],
  ['<a>x & y</a>', 'an ampersand that begins no reference', ['x & y']],
  ['<a b="x&y"/>', 'an ampersand that begins no reference', ['x&y']],
  [
    '<a>&#0;&#xd800;&#;&#x;&#1a;&#x110000;&#X41;</a>',
    'a reference to no character',
    ['&#0;&#xd800;&#;&#x;&#1a;&#x110000;&#X41;'],
  ],
  [`<a>&${'x'.repeat(70)};</a>`, 'an ampersand that begins no reference', [`&${'x'.repeat(70)};`]],
  [' <?xml version="1.0"?><a/>', 'not at the beginning', ['version="1.0"']],
  ['<?XML version="1.0"?><a/>', 'not at the beginning', ['version="1.0"']],
  ['<!DOCTYPE a><a>x</a>', 'a document type declaration', ['<!DOCTYPE a>', 'x']],
  ['<a>1 < 2</a>', 'a < that begins no markup', ['1 ', '< 2</a>']],
  ['<a><%= x %></a>', 'a < that begins no markup', ['<%= x %></a>']],
  ['<a><!x></a>', 'a <! that begins no markup', ['<!x></a>']],
  ['<a><![CDATAx', 'a <! that begins no markup', ['<![CDATAx']],
  ['<a><?= x ?></a>', 'an instruction without a target', ['<?= x ?></a>']],
  ['<a><?x$ x ?></a>', 'an instruction whose target goes on', ['<?x$ x ?></a>']],
  ['<a></></a>', 'an end tag without a name', ['</></a>']],
  ['<a></a b>', 'something after the name of an end tag', ['</a b>']],
  ['<a><b$c>', 'a tag whose name goes on', ['<b$c>']],
  ['<a><b / >', 'a slash in a tag', ['<b / >']],
  ['<a><b $>', 'something in a tag that is no attribute', ['<b $>']],
  ['<a><input disabled>', 'an attribute without a value', ['<input disabled>']],
  ['<a><img src=x onerror=alert(1)>', 'an attribute without quotes', ['<img src=x onerror=alert(1)>']],
]

describe('malformed XML', () => {
  test.each(malformed)('%j: %s', (body, condition, values) => {
    const { conditions, values: seen } = runWhole(xml, body)
    expect(conditions).toContainEqual(expect.stringMatching(/^malformed_body at \d+: /))
    expect(conditions).toContainEqual(expect.stringContaining(condition))
    for (const value of values) expect(seen).toContain(value)
  })

  test.each([
    '<a/>',
    ' \n<a/>\n',
    '\ufeff<a/>',
    '<a\n/>',
    '<a ></a >',
    '<a>]] ></a>',
    '<a b = "&gt;&apos;"/>',
    '<a:b:c/>',
    "<a b='\"'/>",
    '',
    ' ',
  ])('%j: nothing to say', (body) => {
    expect(runWhole(xml, body).conditions).toEqual([])
  })

  test('each kind is said once', () => {
    const { conditions } = runWhole(xml, `<a>${'&x;</b><b>'.repeat(1_000)}</a>`)
    expect(conditions.map((condition) => condition.replace(/ at \d+/, ''))).toEqual([
      'malformed_body: malformed XML: an entity that XML does not predefine',
      'malformed_body: malformed XML: an end tag of another name',
      'malformed_body: malformed XML: a second root element',
    ])
  })
})

describe('limits: the last accepted and the first refused', () => {
  const nested = (depth: number) => `${'<a>'.repeat(depth)}x${'</a>'.repeat(depth)}`
  test('the cap on depth, in constant stack, that no policy lifts', () => {
    const none = limitsWith({ xml: { max_depth: -1 } })
    expect(runWhole(xml, nested(MAX_DEPTH), none).conditions).toEqual([])
    expect(runWhole(xml, nested(MAX_DEPTH + 1), none).conditions).toEqual([
      expect.stringContaining('nested deeper than 4,096'),
    ])
    expect(runWhole(xml, nested(100_000), none).conditions).toHaveLength(1)
  })

  test('the cap on names: what is past it is seen as text', () => {
    expect(runWhole(xml, `<${'n'.repeat(4_096)}/>`).conditions).toEqual([])
    const { conditions, values } = runWhole(xml, `<${'n'.repeat(4_097)} b="c"/>`)
    expect(conditions).toEqual([expect.stringContaining('a name of more than 4,096 bytes')])
    expect(values).toEqual([' b="c"/>'])
  })

  test.each([
    ['max_depth', 3, nested(3), nested(4)],
    ['max_children', 2, '<a><b/><b><c/></b></a>', '<a><b/><b/><b/></a>'],
    ['max_attributes', 2, '<a b="" xmlns="" c=""/>', '<a b="" c="" d=""/>'],
    ['max_namespaces', 1, '<a b="" xmlns:c=""/>', '<a xmlns="" xmlns:c=""/>'],
    ['document', 4, '<a/>', '<ab/>'],
    ['text', 3, '<a>a&lt;c<!-- x -->abc<![CDATA[abc]]></a>', '<a>a&lt;cd</a>'],
    ['text', 3, '<a>abc</a>', '<a>abcd</a>'],
    ['text', 3, '<a><![CDATA[abc]]></a>', '<a><![CDATA[abcd]]></a>'],
    ['text', 20_000, `<a>${'x'.repeat(20_000)}</a>`, `<a>${'x'.repeat(20_001)}</a>`],
    ['attribute', 3, '<a b="abc" c="a&lt;c" xmlns="long"/>', '<a b="a&lt;cd"/>'],
    ['attribute', 3, "<a b='abc'/>", "<a b='abcd'/>"],
    ['comment', 3, '<a><!--abc--><!--#bc--></a>', '<a><!--abcd--></a>'],
    ['comment', 3, '<a><!--abc--></a>', '<a><!--#bcd--></a>'],
    ['localname', 3, '<ab:abc de:abc=""/>', '<abcd/>'],
    ['localname', 3, '<abc/>', '<a p:abcd=""/>'],
    ['prefix', 3, '<abc:abcd/>', '<abcd:a/>'],
    ['namespaceuri', 3, '<a xmlns="abc" b="abcd"/>', '<a xmlns:b="abcd"/>'],
    ['pitarget', 3, '<a><?abc abcd?></a>', '<a><?abcd?></a>'],
    ['pidata', 3, '<?xml a?><a><?b abc?></a>', '<a><?b abcd?></a>'],
    ['pidata', 3, '<?xml abc?><a/>', '<?xml abcd?><a/>'],
  ] as const)('%s %i', (name, value, accepted, refused) => {
    const limits = limitsWith({ xml: { [name]: value } })
    expect(runWhole(xml, accepted, limits).conditions).toEqual([])
    for (const size of [1, 3, 1_000]) {
      const { conditions } = run(xml, cutEvery(Buffer.from(refused), size), limits)
      expect(conditions.length).toBeGreaterThan(0)
      for (const condition of conditions) expect(condition).toContain(`xml.${name} at`)
    }
  })

  test('a limit does not blind: what follows is seen', () => {
    expect(runWhole(xml, '<a><b>x</b>y</a>', limitsWith({ xml: { max_depth: 1 } })).values).toEqual(['x', 'y'])
  })

  test('many attributes: one given twice is found, until the set of names is full', () => {
    const attributes = (count: number) => Array.from({ length: count }, (_, i) => ` a${i}=""`).join('')
    expect(runWhole(xml, `<a${attributes(5_000)}/>`).conditions).toEqual([])
    expect(runWhole(xml, `<a${attributes(5_000)} a4000=""/>`).conditions).toEqual([
      expect.stringContaining('given twice'),
    ])
    expect(runWhole(xml, `<a${attributes(20_000)}/>`).conditions).toEqual([
      expect.stringContaining('duplicates_unchecked'),
    ])
    expect(runWhole(xml, `<a>${'<b c="" d=""/>'.repeat(9_000)}</a>`).conditions).toEqual([])
  })
})
