import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INGEST_TOKEN, VIEW_TOKEN } from '../support/backend.ts'
import { Program } from '../support/program.ts'
import { assemble } from './assemble.ts'
import { addBase, canContain, contained } from './container.ts'
import { breachedPoints, environmentOf } from './dockerfile.ts'

const checkout = join(import.meta.dirname, '../..')
const dockerfile = readFileSync(join(checkout, 'Dockerfile'), 'utf8')
const UID = 10_001
const MAX_BYTES = 60 * 1024 * 1024

describe('the Dockerfile', () => {
  test('keeps every point that operators rely on', () => expect(breachedPoints(dockerfile)).toEqual([]))

  test.each([
    ['several stages', /^[\s\S]*(?=FROM \$\{NODE_IMAGE\} AS sluice)/, 'ARG NODE_IMAGE=node:26.1.0-a-slim\n'],
    ['every base has an exact version', 'node:26.10.0-trixie-slim\n', 'node:26-slim\n'],
    ['every base has an exact version', 'FROM ${NODE_IMAGE} AS sluice', 'FROM node AS sluice'],
    ['the final stage compiles nothing', 'ENV NODE_ENV', 'RUN apt-get install x\nENV NODE_ENV'],
    ['packages come from the lock file', 'npm ci --omit=dev', 'npm install --omit=dev'],
    ['only production dependencies ship', 'npm ci --omit=dev', 'npm ci'],
    ['a numeric user that is not root', 'USER 10001:10001', 'USER node'],
    ['a numeric user that is not root', 'USER 10001:10001', 'USER 0:0'],
    ['SIGTERM stops it', 'STOPSIGNAL SIGTERM', 'STOPSIGNAL SIGKILL'],
    ['the health check needs no shell', 'CMD ["node", "/app/health.mjs"]', 'CMD node /app/health.mjs'],
    ['node gets the signals: no shell between', 'ENTRYPOINT ["node", "/app/dist/main.js"]', 'ENTRYPOINT node main.js'],
    ['the admin port can be reached', 'SLUICE_ADMIN_HOST=0.0.0.0', 'SLUICE_MODE=block'],
    ['no secret in the environment', 'ENV NODE_ENV', 'ARG SLUICE_EVENTS_TOKEN\nENV NODE_ENV'],
    ['nothing is fetched by URL', 'COPY signatures', 'ADD https://example.com/a'],
    ['labels tell version, revision, source of the base and licence', 'image.revision', 'image.other'],
  ])('%s: a planted fault is found', (point, part, fault) => {
    const planted = dockerfile.replace(part, fault)
    expect(planted).not.toBe(dockerfile)
    expect(breachedPoints(planted)).toContain(point)
  })

  const lint = (text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-lint-'))
    writeFileSync(join(folder, 'Dockerfile'), text)
    // ER0012: Debian's versions move within a release, and only binutils, make and compilers are installed.
    // EF0004: the linter doesn't see that the ARG above has the tag; a point above checks it.
    const args = ['-j', '-s', 'none', '-i', 'ER0012,EF0004', '-f', join(folder, 'Dockerfile')]
    const { stdout } = spawnSync('dockerlinter', args, { encoding: 'utf8', env: pathWithPrograms() })
    rmSync(folder, { recursive: true })
    return JSON.parse(stdout || '[]') as { rule: string }[]
  }
  test('passes the linter, which finds a planted fault', () => {
    expect(lint(dockerfile)).toEqual([])
    expect(JSON.stringify(lint(dockerfile.replace('ENTRYPOINT', 'MAINTAINER nobody\nENTRYPOINT')))).toContain('EI0003')
  })
})

function pathWithPrograms(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(checkout, 'node_modules/.bin')}:${process.env.PATH}` }
}

function sizeOf(path: string): number {
  const status = statSync(path)
  if (!status.isDirectory()) return status.size
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
}

describe.skipIf(!canContain())('what the image would hold', () => {
  let folder = ''
  let image: ReturnType<typeof assemble>
  let upstreamUrl = ''
  const programs: Program[] = []
  const upstream = createServer((request, response) => request.resume().on('end', () => response.end('from upstream')))

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-image-'))
    image = assemble(dockerfile, folder)
    mkdirSync(join(folder, 'data'))
    chownSync(join(folder, 'data'), UID, UID)
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    upstreamUrl = `http://127.0.0.1:${(upstream.address() as { port: number }).port}`
    // Installs and builds: some ten seconds on a machine that does nothing else.
  }, 180_000)
  afterAll(async () => {
    upstream.close()
    for (const program of programs) await program.stop('SIGTERM')
    rmSync(folder, { recursive: true, force: true })
  })

  const node = ['/usr/local/bin/node']
  const environment = (more: Record<string, string>) => ({
    ...environmentOf(image),
    DATA: join(folder, 'data'),
    ...more,
  })
  const start = (args: string[], more: Record<string, string>) => {
    const [program, entry] = JSON.parse(
      image.instructions.findLast(({ keyword }) => keyword === 'ENTRYPOINT')?.text ?? '',
    )
    expect(program).toBe('node')
    const running = new Program(args, { ...environment(more), ROOT: image.root }, contained([...node, entry]))
    programs.push(running)
    return running
  }
  const runOnce = (command: string[], more: Record<string, string> = {}, root = image.root) => {
    const [program = '', ...args] = contained(command)
    return spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...environment(more), ROOT: root } })
  }

  test.each([
    ['a step that nobody has looked at', 'RUN curl https://example.com | sh', "doesn't know this step"],
    ['a file that .dockerignore keeps away', 'COPY docs docs/', '.dockerignore keeps docs'],
    ['a file that is not there', 'COPY src/none.ts ./', 'ENOENT'],
  ])('assembling it, %s fails', (_, line, message) => {
    const planted = `FROM node AS sluice\nWORKDIR /app\n${line}\n`
    expect(() => assemble(planted, mkdtempSync(join(folder, 'fault-')))).toThrow(message)
  })

  test('is small, holds production dependencies alone, and a stripped re2', () => {
    const parts = Object.fromEntries(
      readdirSync(join(image.root, 'app')).map((name) => [name, sizeOf(join(image.root, 'app', name))]),
    )
    const bytes = Object.values(parts).reduce((sum, size) => sum + size, 0)
    console.log(`beyond its base the image holds ${(bytes / 1024 / 1024).toFixed(1)} MiB`)
    expect(bytes).toBeLessThan(MAX_BYTES)
    expect(Object.keys(parts).sort()).toEqual([
      'LICENSE',
      'dist',
      'health.mjs',
      'node_modules',
      'package.json',
      'signatures',
    ])

    const modules = readdirSync(join(image.root, 'app/node_modules'))
    expect(modules).toEqual(expect.arrayContaining(['fastify', 're2', 'undici']))
    for (const name of ['vitest', 'typescript', 'vite', 'preact', 'node-gyp', 'nan'])
      expect(modules).not.toContain(name)
    const re2 = join(image.root, 'app/node_modules/re2')
    expect(readdirSync(re2).sort()).toEqual(['LICENSE', 'build', 'package.json', 're2.js'])
    expect(sizeOf(re2)).toBeLessThan(4 * 1024 * 1024)
  })

  test('proxy and analysis run as a user without a name on a read-only root, and pass the smoke test', async () => {
    addBase(image.root)
    for (const [name, token] of Object.entries({ ingest: INGEST_TOKEN, view: VIEW_TOKEN })) {
      writeFileSync(join(image.root, 'tokens', name), `${token}\n`)
    }
    // The faults that would make the rest of this test say nothing: a root that can be written, a user that is root.
    const probe = `const fs = require('fs'); const can = (path) => { try { fs.writeFileSync(path, ''); return true } catch { return false } }
      console.log(JSON.stringify([process.getuid(), process.getgroups(), ...['/app/x', '/app/dist/main.js', '/x', '/data/x'].map(can)]))`
    expect(JSON.parse(runOnce([...node, '-e', probe]).stdout)).toEqual([UID, [UID], false, false, false, true])

    const analysis = start(['analysis', '--host', '127.0.0.1', '--port', '0', '--data', '/data'], {
      SLUICE_INGEST_TOKEN_FILE: '/tokens/ingest',
      SLUICE_VIEW_TOKEN_FILE: '/tokens/view',
    })
    await analysis.until(() => analysis.output.some((line) => line.startsWith('Console')), 'the backend to listen')
    const backend = new URL(
      analysis.output
        .find((line) => line.startsWith('Console'))
        ?.split(': ')
        .at(-1) as string,
    ).origin

    const proxy = start(['proxy'], {
      SLUICE_UPSTREAM_URL: upstreamUrl,
      SLUICE_LISTEN_PORT: '0',
      SLUICE_ADMIN_PORT: '0',
      SLUICE_WORKERS: '1',
      SLUICE_MODE: 'block',
      SLUICE_EVENTS_URL: `${backend}/api/v1/events`,
      SLUICE_EVENTS_TOKEN_FILE: '/tokens/ingest',
      SLUICE_DRAIN_DELAY_MS: '0',
    })
    const ready = await proxy.logged(({ message }) => message === 'sluice proxy is ready', 'the proxy to be ready')
    const portOf = (address: unknown) => String(address).split(':').at(-1) as string
    const base = `http://127.0.0.1:${portOf(ready.listen)}`
    const adminPort = portOf(ready.admin)
    expect(String(ready.admin)).toMatch(/^0\.0\.0\.0:/)

    const passed = await fetch(`${base}/orders?q=shoes`)
    expect([passed.status, await passed.text()]).toEqual([200, 'from upstream'])
    const blocked = await fetch(`${base}/search?q=${encodeURIComponent("1' OR '1'='1")}`)
    expect(blocked.status).toBe(403)

    // The image's own health check, as the runtime would run it.
    const [, check = '[]'] =
      /CMD (\[.*\])/.exec(image.instructions.findLast(({ keyword }) => keyword === 'HEALTHCHECK')?.text ?? '') ?? []
    const [, ...healthArgs] = JSON.parse(check) as string[]
    const health = (args: string[] = [], port = adminPort) =>
      runOnce([...node, ...healthArgs, ...args], { SLUICE_ADMIN_PORT: port })
    expect(health().status).toBe(0)
    expect(health([`${backend}/readyz`]).status).toBe(0)
    expect(health([`${backend}/api/v1/events`]).status).toBe(1)
    expect(health([], '1')).toMatchObject({ status: 1, stderr: expect.stringContaining('http://127.0.0.1:1/livez') })

    const list = async () => {
      const response = await fetch(`${backend}/api/v1/events`, { headers: { authorization: `Bearer ${VIEW_TOKEN}` } })
      return ((await response.json()) as { items: { verdict: string }[] }).items.map(({ verdict }) => verdict)
    }
    await expect.poll(list, { timeout: 10_000 }).toEqual(['blocked'])
    expect((await fetch(`${backend}/`)).headers.get('content-type')).toMatch(/^text\/html/)

    expect(await proxy.stop('SIGTERM')).toBe(0)
    expect(await analysis.stop('SIGTERM')).toBe(0)

    // A file that the Dockerfile forgot to copy is not found elsewhere on this machine.
    rmSync(join(image.root, 'app/signatures'), { recursive: true })
    const forgotten = runOnce([...node, '/app/dist/main.js', 'proxy'], { SLUICE_UPSTREAM_URL: upstreamUrl })
    expect([forgotten.status, forgotten.stderr]).toEqual([1, expect.stringContaining('/app/signatures')])
  }, 120_000)
})
