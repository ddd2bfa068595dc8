/** A format to fuzz: bodies to begin with, and the pieces that mean something in it. */
export interface FuzzedFormat {
  readonly types: readonly string[]
  readonly samples: readonly string[]
  readonly tokens: readonly string[]
}

const ATTACKS = ["' or 'a'='a", '<script>alert(1)</script>']
/** What means something to several formats. */
const COMMON = [
  ...ATTACKS,
  '\0',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\ufeff',
  'é',
  '😀',
  '\xff',
  '\xc3',
  '\ud800',
  'a',
  '%',
  '\x1e',
]

const JSON_TOKENS = [
  ...['{', '}', '[', ']', ':', ',', '"', '\\', '\\u0027', '\\ud83d', '\\ude00', '\\u', '\\"', '"a":', '{"a":', '[[[['],
  ...['true', 'false', 'null', '-', '0', '1.5e+3', '1e', '//', '/*', '*/', '# ', "'", '"__proto__":', '{"$ne":1}'],
]

const part = (headers: string, content: string) => `--XX\r\n${headers}\r\n\r\n${content}\r\n`
const field = (name: string, content: string) => part(`Content-Disposition: form-data; name="${name}"`, content)
const inner =
  '--YY\r\nContent-Disposition: attachment; filename="a.txt"\r\n\r\n1\r\n--YY\r\nContent-Type: text/html\r\n\r\n<b>\r\n--YY--'
const MULTIPART_TOKENS = [
  ...['--XX', '--XX\r\n', '\r\n--XX\r\n', '\r\n--XX--\r\n', '\n--XX\n', '--XX--', '--XX \t\r\n', '--YY\r\n', '--YY--'],
  ...['\r\n\r\n', '\r\n ', ': ', ';', '; ', '"', '\\"', '=', '*', "*=utf-8''a%27b", '*0="a"', '=?utf-8?B?PGI+?='],
  ...[
    '=?iso-8859-1?q?=3Cb=3E?=',
    'name=',
    '; filename="a\\"b"',
    'name*0*=',
    'Content-Disposition: form-data; name="a"',
  ],
  ...['Content-Type: application/json', 'Content-Type: multipart/mixed; boundary=YY', 'Content-Type: text/xml'],
  ...[
    'Content-Type: text/plain; charset=utf-16',
    'Content-Transfer-Encoding: base64',
    'name="_charset_"',
    '=3D',
    '=\r\n',
  ],
  ...['Content-Transfer-Encoding: quoted-printable', 'PHNjcmlwdD4=', field('k', 'v'), inner],
]

const XML_TOKENS = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '<a>',
    '</a>',
    '<a b="c">',
    '<!--',
    '-->',
    '--',
    '<?',
    '?>',
    '<?php ',
    '<?xml version="1.0"?>',
  ],
  ...[
    '<![CDATA[',
    ']]>',
    ']]',
    '<!DOCTYPE a [',
    '<!ENTITY x SYSTEM "file:///etc/passwd">',
    ']>',
    '&',
    '&lt;',
    '&#x27;',
  ],
  ...[
    '&#39;',
    '&#0;',
    '&x;',
    '&#x110000;',
    ' b="',
    " b='",
    '"',
    "'",
    '=',
    ':',
    'xmlns="u"',
    'xmlns:p="u"',
    'p:a',
    '!',
    '?',
    '#',
  ],
]

/** Every format with a parser of its own, and every way around one. */
export const fuzzedFormats = {
  json: {
    types: ['application/json', 'application/vnd.api+json', 'text/json; charset=utf-8'],
    samples: [
      '{"a":"x","b":[1,-2.5e3,true,false,null,{"c":"é😀"}],"":""}',
      '{"q":"\\u0027 or \\ud83d\\ude00\\n\\"","q":{"q":[]}}',
      '[[["deep"]],{"k":{"k":{"k":"v"}}}, "<b>x</b>"]',
      '"a text alone"',
      '{"a":/* in */1,// line\n"b":[1,],}',
      '\ufeff{"mark":1}',
    ],
    tokens: JSON_TOKENS,
  },
  'json sequence': {
    types: ['application/x-ndjson', 'application/json-seq'],
    samples: ['{"a":"1"}\n{"b":"2"}\n', '\x1e{"a":"1"}\n\x1e"x"\n', '1 2 "three" [4]{"a":"x"}'],
    tokens: JSON_TOKENS,
  },
  'json in strings': {
    types: ['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/xml'],
    samples: [
      JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: JSON.stringify({ d: "' or 'a'='a" }) }) }) }),
      `a=${encodeURIComponent('{"b":"x","c":["{\\"d\\":1}"]}')}&b=[]`,
      '  {"a":"b"}  ',
      '<a b="{&quot;c&quot;:1}">["x","{}"]</a>',
    ],
    tokens: [...JSON_TOKENS, '\\"', '\\\\\\"', '%7B', '%22', '&quot;'],
  },
  form: {
    types: ['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=utf-8', ''],
    samples: [
      'a=1&b=two+words&c=%27+OR+%271%27%3D%271&c=2&&=&d',
      'a=1;b=2;c=%3Cb%3E&d=;;&e=%zz%4',
      'a[b][0]=x&a%5Bb%5D=%u0027&%=%&q=%E9%C3%A9',
    ],
    tokens: ['&', '=', ';', '+', '%', '%2', '%27', '%3D', '%26', '%00', '%C3%A9', '%FF', 'a=', '[]', '&a=b', '%25'],
  },
  multipart: {
    types: [
      'multipart/form-data; boundary=XX',
      'multipart/mixed; boundary="XX"',
      'multipart/form-data',
      'multipart/form-data; boundary=YY',
    ],
    samples: [
      `${field('a', '1')}${field('b', '{"c":"<b>"}')}--XX--\r\n`,
      `preamble\r\n${part('Content-Disposition: form-data; name="f"; filename="a\\"b.xml"\r\nContent-Type: text/xml', '<a b="c">d</a>')}--XX--\r\nepilogue`,
      `${part("content-disposition: form-data; name=a; filename*=utf-8''%e2%82%ac\r\nX-Any: =?utf-8?Q?=27a?=", 'x')}--XX--`,
      `${part('Content-Disposition: form-data; name="e"\r\nContent-Transfer-Encoding: base64', 'PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==')}--XX--\r\n`,
      `${part('Content-Disposition: form-data; name="e"\r\nContent-Transfer-Encoding: quoted-printable', '=3Cb=3E=\r\n=zz')}--XX--\r\n`,
      `${field('_charset_', 'utf-16')}${part('Content-Disposition: form-data; name="w"\r\nContent-Type: text/plain; charset=utf-16le', 'a\0b\0')}--XX--`,
      '--XX\nContent-Disposition: form-data;\n name="a"\n\nbare line feeds\n--XX--\n',
    ],
    tokens: MULTIPART_TOKENS,
  },
  'nested multipart': {
    types: [
      'multipart/form-data; boundary=XX',
      'multipart/mixed; boundary=XX',
      'multipart/related; boundary=XX; type="text/xml"',
    ],
    samples: [
      `${part('Content-Disposition: form-data; name="files"\r\nContent-Type: multipart/mixed; boundary=YY', inner)}--XX--\r\n`,
      `${part('Content-Type: multipart/mixed; boundary=XX-1', '--XX-1\r\n\r\n{"a":"b"}\r\n--XX-1--')}--XX--\r\n`,
      `${part('Content-Type: multipart/mixed', inner)}--XX--`,
      `${part('Content-Type: multipart/mixed; boundary=YY\r\nContent-Transfer-Encoding: base64', Buffer.from(inner).toString('base64'))}--XX--`,
    ],
    tokens: MULTIPART_TOKENS,
  },
  'requests within a body': {
    types: ['application/http', 'application/http; msgtype=request', 'multipart/mixed; boundary=XX'],
    samples: [
      'GET /a/b?c=%27d&e=f HTTP/1.1\r\nHost: a\r\nX-Any:  b \r\n\r\n',
      'POST /a HTTP/1.1\r\nContent-Type: application/json\r\n\r\n{"a":"\' or \'a\'=\'a"}',
      `${part('Content-Type: application/http', 'PUT /x\r\nContent-Type: application/xml\r\n\r\n<a b="c"/>')}--XX--\r\n`,
      `${part('Content-Type: application/http\r\nContent-Transfer-Encoding: base64', Buffer.from('GET /x?<b>').toString('base64'))}--XX--`,
      '\r\n\nDELETE /x HTTP/1.0\n a: folded\n\nGET /y HTTP/1.1\n\n',
    ],
    tokens: [
      ...['GET /a?b=c HTTP/1.1', 'GET ', ' HTTP/1.1', '?', '&', '\r\n\r\n', ': ', 'Host: a\r\n', '--XX\r\n', '--XX--'],
      ...['Content-Type: application/http\r\n', 'Content-Type: multipart/mixed; boundary=XX\r\n', '{"a":', '<a>'],
    ],
  },
  xml: {
    types: ['application/xml', 'text/xml; charset=utf-8', 'application/soap+xml', 'image/svg+xml'],
    samples: [
      '<?xml version="1.0" encoding="UTF-8"?>\n<a b="c" d=\'e&#39;f\'><g/>te&lt;xt<!-- comment --><![CDATA[<raw>]]></a>\n',
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body><m:Get xmlns:m="u"><m:id>1</m:id></m:Get></s:Body></s:Envelope>',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!-- > -->]><a>&x;</a>',
      '<a><?php echo 1 ?>x<!--#exec cmd="ls"-->y]]z</a>',
      '\ufeff<a><b>one<c/>two</b></a>',
    ],
    tokens: XML_TOKENS,
  },
  text: {
    types: ['text/plain', 'application/graphql', 'text/csv; charset=us-ascii', ''],
    samples: [
      'plain words, and a <b>tag</b>',
      'query { user(id: "1\' or 1=1--") { name } }',
      '--XX\r\n\r\na\r\n--XX--',
      'a=b',
      '{"a":',
      '<a>',
    ],
    tokens: ['--XX\r\n', 'a=b&', '{', '[', '<', '"'],
  },
  binary: {
    types: ['application/octet-stream', 'image/png', 'application/x-protobuf', ''],
    samples: [
      '\x89PNG\r\n\x1a\n\0\0\0\rIHDR<?php system($_GET[0]);?>\0short\0exactly 12 by\x01',
      '\0\x01\x02<script>alert(1)</script>\0\0',
    ],
    tokens: ['\0', '\x01', 'exactly 12 b', 'twelve bytes', '\x7f', '\x1b'],
  },
} as const satisfies Record<string, FuzzedFormat>

export type FuzzedName = keyof typeof fuzzedFormats
export const fuzzedNames = Object.keys(fuzzedFormats) as FuzzedName[]
export const commonTokens: readonly string[] = COMMON
export const allTypes: readonly string[] = [
  ...new Set(Object.values<FuzzedFormat>(fuzzedFormats).flatMap(({ types }) => types)),
  ...[
    ';;;',
    'application/json; charset=x',
    'multipart/form-data; boundary=XX; boundary=YY',
    'multipart/x; boundary=" "',
  ],
]
export const charsets = [
  'utf-8',
  'utf-16',
  'utf-16le',
  'utf-16be',
  'utf-32',
  'utf-32be',
  'iso-8859-1',
  'windows-1252',
] as const
