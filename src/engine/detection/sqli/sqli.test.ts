import { expect, test } from 'vitest'
import type { FieldInfo, Severity, Where } from '../../types.ts'
import { sqli } from './detector.ts'
import { scanner } from './tokeniser.ts'

interface Found {
  severity: Severity
  start: number
  end: number
  paranoia: number
}

function detect(text: string, where: Where = 'query'): Found[] {
  const found: Found[] = []
  const field: FieldInfo = { where, name: 'q', isName: false }
  sqli.detect(text, field, (severity, start, end, _message, paranoia = 1) => {
    found.push({ severity, start, end, paranoia })
  })
  return found
}

const isBlocked = (text: string, where?: Where) =>
  detect(text, where).some(({ severity, paranoia }) => severity === 'critical' && paranoia === 1)

const attacks = [
  '1 or 1=1',
  '1 OR 2>1',
  '1/**/or/**/1=1',
  "x' or 'x'='x",
  "x' oR/*foo*/'x'like'x",
  'x" or "a"="a',
  "x') or ('a'='a",
  "1' and sleep(5)#",
  '1 and sleep(5)',
  '1;select pg_sleep(10)',
  "1'; drop table users; --",
  '-1 union select 1,2,3',
  '-1 union all select null,null,version()',
  "-1' union select username, password from users--",
  '1 union(select 1,2)',
  '1e0union select 1,2',
  '0xfUNION SELECT 1',
  '1 /*!50000union*/ /*!50000select*/ 1,2',
  "x'||(select password from users limit 1)||'",
  "x'+(select top 1 name from sysobjects)+'",
  '1 and (select 1 from dual)=1',
  '1 and ascii(substring((select database()),1,1))>64',
  "1' and extractvalue(1,concat(0x7e,version()))--",
  "1' and updatexml(1,concat(0x7e,user()),1) and '1'='1",
  '1 procedure analyse()',
  "1' into outfile '/var/www/a.php'--",
  "1; exec xp_cmdshell 'dir'",
  "1'; waitfor delay '0:0:5'--",
  "1 waitfor delay '0:0:5'",
  "admin'--",
  "admin' #",
  "admin'/*",
  "admin')--",
  "' or 1--",
  "' or true#",
  "' || '1",
  "' or ''='",
  "'='",
  "'-'",
  "'^'",
  "1' order by 5--",
  '1 order by 5#',
  "1' group by 1,2 having 1=1--",
  '1 and 1 like 1',
  "' and 1 in (1)--",
  "1' or exists(select 1)--",
  "' or username is not null or 'a'='",
  "' or username like '%",
  "'; shutdown--",
  "'; insert into users values (1,2)--",
  "'; update users set password='x' where 1=1--",
  "'; delete from users--",
  "'; declare @x varchar(10)",
  "'; exec('sel'+'ect 1')",
  "1' or 1 between 0 and 2--",
  '1 or 0x31=0x31',
  "1' or char(65)=char(65)--",
  '1 rlike (select (case when (1=1) then 1 else 0x28 end))',
  "1' and 1=(select count(*) from tabname)--",
  "(select load_file('/etc/passwd'))",
  '1 and 1=ctxsys.drithsx.sn(1,(select user from dual))',
  "1 || utl_http.request('http://x/')",
  'if(1=1,sleep(5),0)',
  '1,(select sleep(5))',
  'sleep(5)#',
  "'XOR(if(now()=sysdate(),sleep(15),0))XOR'Z",
  "0'XOR(if(now()=sysdate(),sleep(15),0))XOR'Z",
  '1 && 1=1',
  "1' && '1'='1",
  "' or 1=1 limit 1 -- -+",
  "a' or 1=1; --",
  "1' or not 1=2--",
  "' or!(1=2)--",
  '1 or(1)=(1)',
  "1' or 1.e(1)=1.e(1)--",
  "' having 1=1--",
  '1 is not null or 1=1',
  "x' and email is null; --",
  "x' and 1=(select count(*) from users); --",
  "%' or 1=1 or '%'='",
  '1 and row(1,1)>(select count(*),concat(version(),floor(rand(0)*2))x from information_schema.tables group by x)',
  "' union select * from users --",
  '1 union select password from users',
  '1 and 7=7',
  "don't' or 'a'='a",
  "O'Brien' or 1=1--",
  '1) or 1=1--',
  '1)) union select 1--',
  "' or 'a' in ('a')--",
  "1 or '1'='1'",
  "' or 1=1 collate nocase--",
  '"||"1"="1',
  '1;select 1',
  '1); drop table x--',
  "' or @@version like '5%",
  "\\' or 1=1--",
  '1\u000bor\u000b1=1',
]

const harmless = [
  "O'Brien",
  "it's 5' or 6' tall",
  'Tom & Jerry',
  "rock 'n' roll",
  'select a colour from the list',
  'Please select one; update your profile',
  'the European Union select committee met',
  'Student union select members from each year',
  'Order by phone',
  'order by 3 pm',
  'union of select groups',
  'Drop table reservations at 5; create account',
  '7 and a half',
  'he said "hello" and "goodbye"',
  '"foo" or "bar"',
  '"foo" AND "bar" NOT \'baz\'',
  '"OR"',
  '"LIKE"',
  "name eq 'O''Neil' and age gt 5",
  'status = "Open" AND assignee = "bob" ORDER BY created DESC',
  "project = FOO and status = 'Done' or priority = 3",
  'price > 5 and price < 10',
  'x = 1; y = 2; z = 3',
  "if (a && b || c) { return 'x' }",
  "const a = b || 'c'",
  "var x = '' + y + ''",
  'SELECT name, age FROM users WHERE age > 21 ORDER BY name',
  'SELECT COUNT(*) FROM orders GROUP BY status HAVING COUNT(*) > 5',
  'SELECT a FROM x UNION ALL SELECT b FROM y',
  'INSERT INTO t (a) VALUES (1);',
  "UPDATE users SET name = 'x' WHERE id = 3;",
  'CREATE TABLE foo (id int); DROP TABLE foo;',
  'time.sleep(5)',
  'await sleep(1000)',
  'between 5 and 6 years',
  '7 and 5 are primes',
  '1 or 2 like these',
  '1 and 2',
  'a--b',
  'hello -- world',
  '# Heading',
  'C# developer',
  'issue #5',
  "'tis the season -- really",
  '"quoted" -- John',
  "don't; won't",
  '12" x 14" - 5"',
  '5\'11"',
  'a=1&b=2',
  'x"&c="d"',
  '{"a":"b","c":"d"}',
  "' '",
  "'quoted'",
  "'a','b','c'",
  '(555) 123-4567 or 555',
  'user@example.com or admin@example.com',
  'https://example.com/?a=1&b=2#top',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)',
  'the function sleep(5) waits',
  'Benchmarks: benchmark (v2) is faster',
  'Use the union of A and B where A = B',
  "What's in it? Who's there and what's 'new'?",
  'select * from products',
  'R&D and Q&A',
  '10% or 20%',
  'and then there were 3',
  'or else',
  "I'd like 'this' and 'that'",
  '1-2 and 3-4',
  '1 or more',
  '5 in 10',
  '"A" - "B"',
  "let's group by 2, having fun",
  'limit 5',
  'Delete from basket',
  'let f = x => x and 1 or 2',
  "He's 6' and she's 5'",
  'let x = "a" || "b"; y = \'c\'',
  "\"It was 'fun' and 'games',\" he said.",
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
    const woken = [...sqli.bytes].some((byte) => text.includes(byte)) || sqli.cues.some((cue) => lower.includes(cue))
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
  for (const text of ordinary) expect([...sqli.bytes].some((byte) => text.includes(byte))).toBe(false)
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
  "'",
  '\'"`',
  '(',
  '/*',
  '/*!',
  '#\r',
  '--\n',
  'union select or and from ',
  ';',
  '$$',
  '1.e',
  "' ",
  'waitfor delay ',
  "' or a=",
  '@@',
  '||',
])('a megabyte of %j ends', (piece) => {
  detect(piece.repeat(Math.floor(2 ** 20 / piece.length)))
  scanner.work = 0
  const text = piece.repeat(Math.floor(2 ** 18 / piece.length))
  detect(text, 'body')
  expect(scanner.work).toBeLessThan(text.length * 8)
})

test('probes that may be names or prose are no more than suspicious', () => {
  for (const text of ["'", "O'Brien'", 'order by 3']) expect(isBlocked(text)).toBe(false)
})
