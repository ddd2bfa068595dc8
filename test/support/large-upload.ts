import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { startSluice } from './program.ts'
import { CountingUpstream, digestOf, upload } from './uploads.ts'

const ATTACK = '<script>alert(document.cookie)</script>'
const MIB = 1 << 20
const TYPE = 'multipart/form-data; boundary=XX'
const HEAD = Buffer.from(
  '--XX\r\nContent-Disposition: form-data; name="f"; filename="notes.txt"\r\nContent-Type: text/plain\r\n\r\n',
)
const TAIL = Buffer.from('\r\n--XX--\r\n')
const PIECE = Buffer.from('plain words, numbers 12345 and names in lines of text.\n'.repeat(MIB / 55 + 1)).subarray(
  0,
  MIB,
)

/** A file of so many MiB in a multipart body, with an attack at the beginning of one of them. */
function* pieces(mib: number, attackAt = -1): Generator<Buffer> {
  yield HEAD
  for (let i = 0; i < mib; i++) {
    if (i === attackAt) yield Buffer.from(ATTACK)
    yield PIECE
  }
  yield TAIL
}

/** Resident memory of some processes, in MiB; 0 where the system has no /proc to tell it. */
function residentMib(pids: readonly number[]): number {
  try {
    return pids.reduce((sum, pid) => {
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
      return sum + Number(kib) / 1_024
    }, 0)
  } catch {
    return 0
  }
}

/**
 * Sends a large upload with an attack near its end through everything, in block and in monitor mode, and watches the
 * memory of the proxy.
 * @returns by how many MiB resident memory grew at its highest
 */
export async function largeUpload(mib: number, attackAt: number): Promise<number> {
  const upstream = await CountingUpstream.start()
  const sluice = await startSluice(upstream.url, {
    limits: { json: { max_string_value_length: 100 }, multipart: { max_parts: 10 } },
    routes: [{ name: 'mon', path: '/mon', mode: 'monitor' }],
  })
  const status = await fetch(`http://127.0.0.1:${sluice.adminPort}/status`)
  const { workers } = (await status.json()) as { workers: { pids: number[] } }
  const resident = () => residentMib([sluice.program.child.pid as number, ...workers.pids])
  try {
    const body = (attack?: number) => ({ type: TYPE, pieces: () => pieces(mib, attack) })
    // Start-up and compilation are no part of it.
    await upload(sluice.port, { target: '/warm', type: TYPE, pieces: () => pieces(16) })
    const before = resident()
    let highest = before
    const watch = setInterval(() => {
      highest = Math.max(highest, resident())
    }, 500)
    const blocked = await upload(sluice.port, { target: '/block', ...body(attackAt) })
    expect(blocked.status).toBe(403)
    const half = await upstream.arrival('/block')
    expect(half.complete).toBe(false)
    expect(half.bytes).toBeGreaterThan((attackAt - 1) * MIB)
    expect(half.bytes).toBeLessThan((attackAt + 1) * MIB)

    const passed = await upload(sluice.port, { target: '/mon', ...body(attackAt) })
    expect(passed.status).toBe(200)
    const { sha256, size } = digestOf(pieces(mib, attackAt))
    expect(await upstream.arrival('/mon')).toEqual({ target: '/mon', bytes: size, complete: true, sha256 })
    const event = await sluice.program.event(({ request }) => request.target === '/mon')
    expect(event.verdict).toBe('would_block')
    expect(event.request).toMatchObject({ bytes: size, inspectedBytes: size })
    clearInterval(watch)
    return Math.max(highest, resident()) - before
  } finally {
    await sluice.stop()
    await upstream.close()
  }
}
