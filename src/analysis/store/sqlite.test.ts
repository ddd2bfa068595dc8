import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeEvent } from '../../../test/support/events.ts'
import { openSqliteStore } from './sqlite.ts'
import type { EventStore } from './store.ts'

const all = { limit: 500, before: undefined, classes: [], verdicts: [] }
const DAY_MS = 24 * 3_600_000

let dir: string
let store: EventStore
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sluice-store-'))
  store = openSqliteStore(dir)
})
afterEach(() => rmSync(dir, { recursive: true }))

describe('the SQLite store', () => {
  it('stores all of a batch or nothing of it', async () => {
    const broken = Object.assign(makeEvent(), {
      toJSON: () => {
        throw new Error('fails in the middle')
      },
    })
    await expect(store.insert([makeEvent(), broken])).rejects.toThrow('fails in the middle')
    expect([store.count, store.version, (await store.list(all)).items]).toEqual([0, 0, []])
    expect((await store.summary(24, Date.now())).total).toBe(0)
    expect(await store.insert([makeEvent()])).toEqual({ accepted: 1, duplicates: 0 })
    await store.close()
  })

  it('stores an event whose texts are no valid Unicode: a batch that always failed would be sent for ever', async () => {
    const findings = [{ class: '\ud800' }, { class: '\ud801' }, { class: '\u0000' }]
    const event = makeEvent({ findings, route: '\udfff\u0000' })
    expect(await store.insert([event])).toEqual({ accepted: 1, duplicates: 0 })
    expect(await store.find(event.id)).toBe(JSON.stringify(event))
    await store.close()
  })

  it('drops in bounded steps: 500 of 501, then one, then nothing', async () => {
    await store.insert(Array.from({ length: 501 }, () => makeEvent()))
    const limits = { maxEvents: 0, retainDays: 1 }
    const steps = [1, 2, 3].map(() => store.dropExpired(limits, Date.now()))
    expect(await Promise.all(steps)).toEqual([500, 1, 0])
    expect(store.count).toBe(0)
    await store.close()
    // Nothing of them stays behind, whichever table it is in.
    const db = new DatabaseSync(join(dir, 'events.db'))
    expect(db.prepare('SELECT count(*) AS n FROM event_class').get()).toEqual({ n: 0 })
    db.close()
  })

  it('keeps what is as old as the limit and drops what is a millisecond older', async () => {
    const now = Date.now()
    const kept = makeEvent({ at: now - 30 * DAY_MS })
    await store.insert([kept, makeEvent({ at: now - 30 * DAY_MS - 1 })])
    expect(await store.dropExpired({ maxEvents: 10, retainDays: 30 }, now)).toBe(1)
    expect(await store.find(kept.id)).toBe(JSON.stringify(kept))
    await store.close()
  })

  it('walks an index for every list, and never sorts', async () => {
    await store.close()
    const db = new DatabaseSync(join(dir, 'events.db'))
    const plan = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map((row) => String(row.detail))
        .join('; ')
    for (const sql of [
      "SELECT id FROM events WHERE id < 'x' ORDER BY id DESC LIMIT 5",
      "SELECT id FROM events WHERE verdict = 'x' AND id < 'x' ORDER BY id DESC LIMIT 5",
      "SELECT event_id FROM event_class WHERE class = 'x' AND verdict = 'x' AND event_id < 'x' ORDER BY event_id DESC LIMIT 5",
    ]) {
      expect(plan(sql), sql).toMatch(/^SEARCH \w+ USING (COVERING INDEX|PRIMARY KEY)/)
      expect(plan(sql), sql).not.toContain('TEMP B-TREE')
    }
    db.close()
  })
})
