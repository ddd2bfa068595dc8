import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { INGEST_TOKEN, startBackend } from '../support/backend.ts'
import { Program, startSluice } from '../support/program.ts'
import { exchange, RawClient } from '../support/raw-client.ts'
import { RawUpstream } from '../support/raw-upstream.ts'

let upstream: RawUpstream
beforeAll(async () => {
  upstream = await RawUpstream.start()
})
afterAll(() => upstream.close())
beforeEach(() => upstream.respond('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'))

const get = (target: string) => `GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`
const ATTACK = get('/?q=1%27%20or%20%271%27=%271')
const admin = async (port: number, path: string) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`)
  return { status: response.status, text: await response.text() }
}

describe('health, metrics and status', () => {
  test('the admin port tells; the data port only on healthPath', async () => {
    const sluice = await startSluice(upstream.url, { listen: { healthPath: '/-/health' }, workers: 2 })
    try {
      for (const path of ['/livez', '/readyz']) expect((await admin(sluice.adminPort, path)).status).toBe(200)
      expect((await exchange(sluice.port, get('/-/health'))).status).toBe(200)
      const before = upstream.requests.length
      await exchange(sluice.port, get('/-/health'))
      expect(upstream.requests.length).toBe(before)
      expect((await exchange(sluice.port, get('/-/health?x'))).body).toBe('ok')
      expect(upstream.requests.length).toBe(before + 1)
      const status = JSON.parse((await admin(sluice.adminPort, '/status')).text)
      expect(status).toMatchObject({ mode: 'block', workers: { wanted: 2, listening: 2 }, draining: false })
      expect((await admin(sluice.adminPort, '/nothing')).status).toBe(404)
    } finally {
      await sluice.stop()
    }
  })

  test('labels come from configuration only', async () => {
    const sluice = await startSluice(upstream.url)
    try {
      for (const word of ['zebra', 'yak']) {
        await exchange(
          sluice.port,
          `GET /${word}?${word}=%00<script> HTTP/1.1\r\nHost: ${word}\r\nUser-Agent: ${word}\r\n\r\n`,
        )
        await exchange(sluice.port, `${word.toUpperCase()} / HTTP/1.1\r\nHost: a\r\n\r\n`)
      }
      const { text } = await admin(sluice.adminPort, '/metrics')
      expect(text).toMatch(/^sluice_requests_total\{/m)
      expect(text).toMatch(/^sluice_client_errors_total\{code="invalid_method"\} 2$/m)
      expect(text).not.toMatch(/zebra|yak/i)
    } finally {
      await sluice.stop()
    }
  })

  test('a worker that dies is replaced and its counters stay in the sum', async () => {
    const sluice = await startSluice(upstream.url)
    try {
      for (let i = 0; i < 5; i++) await exchange(sluice.port, get('/'))
      const count = async () =>
        Number(
          /^sluice_requests_total\{route="default",outcome="passed"\} (\d+)/m.exec(
            (await admin(sluice.adminPort, '/metrics')).text,
          )?.[1],
        )
      expect(await count()).toBe(5)
      const [pid] = JSON.parse((await admin(sluice.adminPort, '/status')).text).workers.pids
      process.kill(pid, 'SIGKILL')
      await sluice.program.logged(({ message }) => message === 'a worker died and is replaced', 'the replacement')
      for (;;) {
        // A connection that was on its way to the dead worker may never be answered.
        const answer = await exchange(sluice.port, get('/'), 500).catch(() => undefined)
        if (answer?.status === 200) break
      }
      expect(await count()).toBeGreaterThanOrEqual(6)
      expect((await admin(sluice.adminPort, '/metrics')).text).toMatch(/^sluice_worker_restarts_total 1$/m)
    } finally {
      await sluice.stop()
    }
  })

  test('no log line per clean request', async () => {
    const sluice = await startSluice(upstream.url)
    const before = sluice.program.output.length
    for (let i = 0; i < 20; i++) await exchange(sluice.port, get('/'))
    expect(sluice.program.output.length).toBe(before)
    await sluice.stop()
  })
})

describe('reload', () => {
  test('on file change and on SIGHUP; requests in flight keep the old policy; a bad file changes nothing', async () => {
    const sluice = await startSluice(upstream.url)
    const reloaded = (generation: number) =>
      sluice.program.logged(
        (line) => line.message === 'configuration reloaded' && line.generation === generation,
        `generation ${generation}`,
      )
    try {
      expect((await exchange(sluice.port, ATTACK)).status).toBe(403)
      const inFlight = new RawClient(sluice.port)
      inFlight.send('POST /f HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 25\r\n\r\n<script>')
      sluice.rewrite({ mode: 'monitor' })
      await reloaded(2)
      expect((await exchange(sluice.port, ATTACK)).status).toBe(200)
      inFlight.send('alert(1)</script>')
      expect((await inFlight.response()).status).toBe(403)
      inFlight.close()

      sluice.rewrite({ mode: 'blokk', routess: [] })
      const rejected = await sluice.program.logged(
        ({ message }) => String(message).startsWith('reload failed'),
        'the rejection',
      )
      expect(rejected.error).toMatch(
        /did you mean block\?[\s\S]*did you mean routes\?|did you mean routes\?[\s\S]*did you mean block\?/,
      )
      expect((await exchange(sluice.port, ATTACK)).status).toBe(200)
      const { text } = await admin(sluice.adminPort, '/metrics')
      expect(text).toMatch(/^sluice_config_reloads_total\{result="rejected"\} 1$/m)
      expect(text).toMatch(/^sluice_config_last_reload_successful 0$/m)

      sluice.rewrite({ mode: 'block', listen: { port: 1 } })
      sluice.program.child.kill('SIGHUP')
      const warning = await sluice.program.logged((line) => Array.isArray(line.options), 'a warning about the port')
      expect(warning.options).toEqual(['listen.port'])
      expect((await exchange(sluice.port, ATTACK)).status).toBe(403)
    } finally {
      await sluice.stop()
    }
  })
})

describe('shutdown', () => {
  test('SIGTERM: readiness fails, requests are still served, those in flight end, then the process', async () => {
    const sluice = await startSluice(upstream.url, { drain: { delayMs: 1_500, timeoutMs: 10_000 } })
    let finish = () => {}
    upstream.respond(({ requestLine }, socket) => {
      if (!requestLine.includes('/slow')) return 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
      finish = () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow')
      return undefined
    })
    const slow = new RawClient(sluice.port)
    const arrived = upstream.next()
    slow.send(get('/slow'))
    await arrived
    sluice.program.child.kill('SIGTERM')
    await sluice.program.logged(({ message }) => String(message).startsWith('draining'), 'the drain')
    expect((await admin(sluice.adminPort, '/readyz')).status).toBe(503)
    expect((await admin(sluice.adminPort, '/livez')).status).toBe(200)
    for (;;) {
      const during = await exchange(sluice.port, get('/during'))
      expect(during.status).toBe(200)
      if (during.header('connection') === 'close') break
    }
    for (;;) {
      const refused = await exchange(sluice.port, get('/late'), 500).catch(() => 'refused')
      if (refused === 'refused') break
    }
    finish()
    expect((await slow.response()).body).toBe('slow')
    expect(await sluice.program.exited).toBe(0)
  })

  test('a request that does not end is cut after drain.timeoutMs', async () => {
    const sluice = await startSluice(upstream.url, { drain: { delayMs: 0, timeoutMs: 500 } })
    upstream.respond(() => undefined)
    const client = new RawClient(sluice.port)
    const arrived = upstream.next()
    client.send(get('/never'))
    await arrived
    expect(await sluice.stop('SIGTERM')).toBe(0)
    await client.closed
  })

  test('Ctrl-C in mid-traffic ends cleanly, without a stack trace', async () => {
    const sluice = await startSluice(upstream.url, { workers: 2, drain: { delayMs: 60_000 } })
    let going = true
    const traffic = Promise.all(
      Array.from({ length: 8 }, async () => {
        while (going) await exchange(sluice.port, get('/')).catch(() => {})
      }),
    )
    sluice.program.child.kill('SIGINT')
    expect(await sluice.program.exited).toBe(0)
    going = false
    await traffic
    expect(sluice.program.output.join('\n')).not.toMatch(/\n\s+at /)
  })
})

describe('events are delivered', () => {
  test('while the backend is away they wait, and arrive when it is back', async () => {
    const first = await startBackend()
    const { port } = first
    await first.stop()
    const sluice = await startSluice(upstream.url, {
      events: { stdout: false, url: `http://127.0.0.1:${port}/api/v1/events`, token: INGEST_TOKEN },
    })
    try {
      expect((await exchange(sluice.port, ATTACK)).status).toBe(403)
      await sluice.program.logged(({ message }) => String(message).startsWith('events are not delivered'), 'a warning')
      const back = await startBackend(port)
      await sluice.program.logged(({ message }) => message === 'events are delivered again', 'delivery')
      const [event] = await back.list()
      expect(event).toMatchObject({ verdict: 'blocked', findings: [{ class: 'sqli' }] })
      await back.stop()
    } finally {
      await sluice.stop()
    }
  })

  test('what the queue can not hold is counted; what stays behind at the end is logged', async () => {
    const sluice = await startSluice(upstream.url, {
      events: {
        stdout: false,
        url: 'http://127.0.0.1:9/api/v1/events',
        token: INGEST_TOKEN,
        maxQueued: 2,
        drainTimeoutMs: 300,
      },
    })
    for (let i = 0; i < 3; i++) await exchange(sluice.port, ATTACK)
    expect((await admin(sluice.adminPort, '/metrics')).text).toMatch(
      /^sluice_events_total\{sink="http",fate="dropped"\} 1$/m,
    )
    await sluice.stop('SIGTERM')
    expect(sluice.program.log.find(({ message }) => String(message).includes('left behind'))).toMatchObject({
      events: 2,
    })
  })

  test('events of a proxy that is stopped at once are delivered first', async () => {
    const backend = await startBackend()
    const sluice = await startSluice(upstream.url, {
      events: { stdout: false, url: backend.eventsUrl, token: INGEST_TOKEN },
    })
    for (let i = 0; i < 20; i++) await exchange(sluice.port, ATTACK)
    await sluice.stop('SIGTERM')
    expect(await backend.list('?limit=100')).toHaveLength(20)
    await backend.stop()
  })
})

describe('starting', () => {
  const start = async (args: string[], env: Record<string, string> = {}) => {
    const program = new Program(args, env)
    const code = await program.exited
    return { code, text: program.output.join('\n') }
  }

  test('every configuration error at once, with place and mend; nothing starts', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sluice-config-')), 'sluice.yaml')
    writeFileSync(file, 'mode: blok\nupstream:\n  url: ftp://x\n  timeut: 3\nroutes:\n  - name: a\n    path: nope\n')
    const { code, text } = await start(['proxy', '--config', file, '--port', '99999'], {
      SLUICE_WORKERS: 'many',
      SLUICE_MOOD: 'x',
    })
    expect(code).toBe(2)
    expect(text).toContain(`${file}:1:1: mode must be off | monitor | block, not "blok"; did you mean block?`)
    expect(text).toMatch(/sluice\.yaml:4:3: unknown option upstream\.timeut/)
    expect(text).toMatch(/sluice\.yaml:7:5: routes\.0\.path must be/)
    expect(text).toContain('flag --port: listen.port must be integer 0–65535, not 99999')
    expect(text).toContain('environment SLUICE_WORKERS: workers must be integer')
    expect(text).toContain('environment SLUICE_MOOD: unknown variable; did you mean SLUICE_MODE?')
    expect(text).not.toMatch(/\n\s+at /)
  })

  test('a service named sluice in Kubernetes sets variables that are not ours', async () => {
    const { code } = await start(['check', '--upstream', 'http://a'], {
      SLUICE_SERVICE_HOST: '10.0.0.1',
      SLUICE_SERVICE_PORT: '80',
      SLUICE_PORT: 'tcp://10.0.0.1:80',
      SLUICE_PORT_80_TCP_ADDR: '10.0.0.1',
      SLUICE_ANALYSIS_SERVICE_PORT_HTTP: '8090',
    })
    expect(code).toBe(0)
  })

  test.each([
    [['proxi'], /did you mean "proxy"/],
    [['proxy', '--upstrem', 'http://a'], /unknown flag --upstrem; did you mean --upstream\?/],
    [['proxy'], /upstream\.url is required; set it by --upstream or SLUICE_UPSTREAM_URL/],
    [['proxy', '--config', '/nowhere.yaml'], /\/nowhere\.yaml: can't be read/],
    [['analysis', '--host', '0.0.0.0'], /token/i],
    [['inspect', '/nowhere'], /can't read \/nowhere/],
  ])('%j is told what is wrong', async (args, message) => {
    const { code, text } = await start(args)
    expect(code).toBeGreaterThan(0)
    expect(text).toMatch(message)
    expect(text).not.toMatch(/\n\s+at /)
  })

  test('a busy port is named, data and admin', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => blocker.once('listening', resolve))
    const busy = String((blocker.address() as { port: number }).port)
    const common = ['proxy', '--upstream', upstream.url, '--host', '127.0.0.1', '--workers', '2']
    const data = await start([...common, '--port', busy, '--admin-port', '0'])
    expect([data.code, data.text]).toEqual([1, expect.stringContaining(`port ${busy} on 127.0.0.1 is in use`)])
    const adminBusy = await start([...common, '--port', '0', '--admin-port', busy])
    expect([adminBusy.code, adminBusy.text]).toEqual([
      1,
      expect.stringContaining(`admin port ${busy} on 127.0.0.1 is in use`),
    ])
    blocker.close()
  })
})
