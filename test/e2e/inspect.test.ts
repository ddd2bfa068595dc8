import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Program } from '../support/program.ts'

const inspect = async (stdin: string, args: string[] = []) => {
  const program = new Program(['inspect', ...args])
  program.child.stdin?.end(Buffer.from(stdin, 'latin1'))
  const code = await program.exited
  return { code, text: program.output.join('\n') }
}

test('explains an attack from standard input: verdict, field, decodings, bytes', async () => {
  const { code, text } = await inspect('GET /?q=x%2527%2520or%25201=1-- HTTP/1.1\r\nHost: a\r\n\r\n')
  expect(code).toBe(3)
  expect(text).toMatch(/^BLOCK with 403: sqli in query q/)
  expect(text).toContain('seen after decoding: percent')
  expect(text).toMatch(/⟦.*or 1=1.*⟧/)
})

test('shows each field, what it decodes to, and what a detector reads in it', async () => {
  const { code, text } = await inspect(
    'GET /a?q=x%2527%2520or%25201=1--&name=ana HTTP/1.1\r\nHost: a\r\nUser-Agent: curl/8\r\n\r\n',
  )
  expect(code).toBe(3)
  expect(text).toMatch(/^query q {2}x%27%20or%201=1--$/m)
  expect(text).toMatch(/^ {4}percent: x' or 1=1--$/m)
  expect(text).toMatch(/^ {6}sqli looks: .*or/m)
  expect(text).toMatch(/^query name {2}ana$/m)
  expect(text).toMatch(/^header user-agent {2}curl\/8$/m)
})

test('a file with a body and LF line ends; --json', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sluice-inspect-')), 'request.txt')
  writeFileSync(
    file,
    'POST /u HTTP/1.1\nHost: a\nContent-Type: application/json\n\n{"name":"<script>alert(1)</script>"}',
  )
  const { code, text } = await inspect('', ['--json', file])
  expect(code).toBe(3)
  const { verdict, findings } = JSON.parse(text)
  expect(verdict).toMatchObject({ action: 'block', status: 403 })
  expect(findings[0]).toMatchObject({ class: 'xss', path: ['name'] })
})

test('an ordinary request is forwarded', async () => {
  const { code, text } = await inspect('GET /users?name=O%27Brien HTTP/1.1\r\nHost: a\r\n\r\n')
  expect([code, text.split('\n')[0]]).toEqual([0, 'FORWARD: nothing was found'])
})

test('a chunked body is put together; control characters do not reach the terminal', async () => {
  const body = '5\r\na\x1b[2J\r\n8\r\n<script>\r\n10\r\nalert(1)</script\r\n1\r\n>\r\n0\r\n\r\n'
  const { code, text } = await inspect(
    `POST /u HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
  )
  expect(code).toBe(3)
  expect(text).toContain('xss')
  expect(text).not.toContain('\x1b')
})

test('what is no request is told so', async () => {
  const { code, text } = await inspect('hello')
  expect(code).toBe(2)
  expect(text).toContain('the first line must be a request line such as "GET /path HTTP/1.1", not "hello"')
})
