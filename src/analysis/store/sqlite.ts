import { accessSync, constants, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { encodeTime } from 'ulid'
import type { EventVerdict, SluiceEvent } from '../../events/schema.ts'
import { AnalysisStartError } from '../start-error.ts'
import type { EventPage, EventQuery, EventStore, InsertResult, RetentionLimits, Summary } from './store.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Small enough that ingestion waits milliseconds for it. */
const DROP_BATCH = 500
const VERDICTS: readonly EventVerdict[] = ['blocked', 'would_block', 'passed']

/**
 * The database's versions, oldest first; `user_version` counts how many have been applied. Never edit one, add one.
 * Each list of newest events is a walk along one index: `events` by id, by (verdict, id), or `event_class` by
 * (class, verdict, id). `tally` keeps the summary from reading events at all.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE events (
     id TEXT NOT NULL PRIMARY KEY, time TEXT NOT NULL, verdict TEXT NOT NULL, score INTEGER NOT NULL,
     route TEXT NOT NULL, client TEXT NOT NULL, json TEXT NOT NULL
   ) STRICT;
   CREATE INDEX events_verdict ON events (verdict, id);
   CREATE TABLE event_class (
     class TEXT NOT NULL, verdict TEXT NOT NULL, event_id TEXT NOT NULL REFERENCES events (id) ON DELETE CASCADE,
     PRIMARY KEY (class, verdict, event_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX event_class_event ON event_class (event_id);
   CREATE TABLE tally (
     hour INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, verdict TEXT NOT NULL, count INTEGER NOT NULL,
     PRIMARY KEY (hour, kind, name, verdict)
   ) STRICT, WITHOUT ROWID;`,
]

/** Opens `events.db` in `dataDir`, makes both if need be, or says why not. */
export function openSqliteStore(dataDir: string): EventStore {
  const file = join(dataDir, 'events.db')
  let db: DatabaseSync | undefined
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    accessSync(dataDir, constants.W_OK | constants.X_OK)
    db = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 250 })
    // One process per file: a second one is told so at its start, not by a locked database in the middle of its work.
    db.exec('PRAGMA locking_mode = EXCLUSIVE')
    db.exec('PRAGMA journal_mode = WAL')
    // FULL: what was answered with 200 is on the disk even if the power fails; the sender has dropped it by then.
    db.exec('PRAGMA synchronous = FULL')
    migrate(db)
    return new SqliteStore(db)
  } catch (error) {
    db?.close()
    throw error instanceof AnalysisStartError ? error : new AnalysisStartError(explain(error, dataDir, file))
  }
}

function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE')
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (version > MIGRATIONS.length) {
    throw new AnalysisStartError(
      `the event store is at version ${version}, this Sluice knows up to ${MIGRATIONS.length}. ` +
        'Start the newer Sluice that wrote it, or another data folder.',
    )
  }
  for (const migration of MIGRATIONS.slice(version)) db.exec(migration)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}`)
  db.exec('COMMIT')
}

function explain(error: unknown, dataDir: string, file: string): string {
  const { errcode, message } = error as { errcode?: number; message: string }
  switch (errcode === undefined ? undefined : errcode & 0xff) {
    case 5:
      return `another process has the event store ${file} open. Stop it, or give this one another data folder.`
    case 11:
    case 26:
      return `the event store ${file} is damaged or no SQLite database (${message}). Restore it, or move it away to start with an empty one.`
    case 13:
      return `the disk that holds ${file} is full. Make room, or give another data folder.`
    default:
      return `the event store in ${dataDir} can’t be opened: ${message}. Check that the folder can be written by this user.`
  }
}

class SqliteStore implements EventStore {
  readonly #db: DatabaseSync
  readonly #statements: Record<
    'insert' | 'insertClass' | 'bump' | 'find' | 'newest' | 'byVerdict' | 'byClass' | 'drop' | 'dropTally' | 'tally',
    StatementSync
  >
  #count: number
  #version = 0

  constructor(db: DatabaseSync) {
    this.#db = db
    this.#statements = {
      insert: db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING'),
      // Two names that differ in a lone surrogate only are one in UTF-8.
      insertClass: db.prepare('INSERT INTO event_class VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
      bump: db.prepare(
        'INSERT INTO tally VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
      ),
      find: db.prepare('SELECT json FROM events WHERE id = ?'),
      newest: db.prepare('SELECT id FROM events WHERE id < ? ORDER BY id DESC LIMIT ?'),
      byVerdict: db.prepare('SELECT id FROM events WHERE verdict = ? AND id < ? ORDER BY id DESC LIMIT ?'),
      byClass: db.prepare(
        'SELECT event_id AS id FROM event_class WHERE class = ? AND verdict = ? AND event_id < ? ORDER BY event_id DESC LIMIT ?',
      ),
      drop: db.prepare('DELETE FROM events WHERE id IN (SELECT id FROM events WHERE id < ? ORDER BY id LIMIT ?)'),
      dropTally: db.prepare('DELETE FROM tally WHERE hour < ?'),
      tally: db.prepare('SELECT hour, kind, name, verdict, count FROM tally WHERE hour BETWEEN ? AND ?'),
    }
    this.#count = Number(db.prepare('SELECT count(*) AS n FROM events').get()?.n)
  }

  get count(): number {
    return this.#count
  }

  get version(): number {
    return this.#version
  }

  async insert(events: readonly SluiceEvent[]): Promise<InsertResult> {
    if (events.length === 0) return { accepted: 0, duplicates: 0 }
    const { insert, insertClass, bump } = this.#statements
    const accepted = this.#transaction(() => {
      const tally = new Tally()
      let inserted = 0
      for (const event of events) {
        const { id, time, verdict, score, route } = event
        const row = insert.run(id, time, verdict, score, route, event.client.address, JSON.stringify(event))
        if (row.changes === 0) continue
        inserted += 1
        const classes = new Set(event.findings.map((finding) => finding.class))
        for (const name of classes) insertClass.run(name, verdict, id)
        tally.add(event, classes)
      }
      for (const { hour, kind, name, verdict, count } of tally.rows()) bump.run(hour, kind, name, verdict, count)
      return inserted
    })
    this.#count += accepted
    if (accepted > 0) this.#version += 1
    return { accepted, duplicates: events.length - accepted }
  }

  async list(query: EventQuery): Promise<EventPage> {
    const ids = this.#newestIds(query, query.limit + 1)
    const page = ids.slice(0, query.limit)
    return {
      items: page.map((id) => String(this.#statements.find.get(id)?.json)),
      next: ids.length > page.length ? (page.at(-1) ?? null) : null,
    }
  }

  /** One index walk per combination of class and verdict, each no longer than the page; the newest of them all win. */
  #newestIds({ before, classes, verdicts }: EventQuery, limit: number): string[] {
    const { newest, byVerdict, byClass } = this.#statements
    const end = before ?? '~' // above every ULID
    if (classes.length === 0 && verdicts.length === 0) return idsOf(newest.all(end, limit))
    const wanted = verdicts.length === 0 ? VERDICTS : verdicts
    const walks =
      classes.length === 0
        ? wanted.map((verdict) => byVerdict.all(verdict, end, limit))
        : classes.flatMap((name) => wanted.map((verdict) => byClass.all(name, verdict, end, limit)))
    const ids = [...new Set(walks.flatMap(idsOf))]
    return ids.sort((a, b) => (a < b ? 1 : -1)).slice(0, limit)
  }

  async find(id: string): Promise<string | undefined> {
    const row = this.#statements.find.get(id)
    return row === undefined ? undefined : String(row.json)
  }

  async summary(hours: number, now: number): Promise<Summary> {
    const last = Math.floor(now / HOUR_MS)
    const first = last - hours + 1
    const hourStart = (hour: number) => new Date(hour * HOUR_MS).toISOString()
    const byVerdict = { blocked: 0, would_block: 0, passed: 0 }
    const series = Array.from({ length: hours }, (_, index) => ({
      hour: hourStart(first + index),
      blocked: 0,
      would_block: 0,
      passed: 0,
    }))
    const byName = { class: new Map<string, number>(), route: new Map<string, number>() }
    for (const row of this.#statements.tally.iterate(first, last)) {
      const { hour, kind, name, verdict, count } = row as unknown as TallyRow
      if (kind === 'all') {
        byVerdict[verdict] += count
        series[hour - first]![verdict] += count
      } else {
        byName[kind].set(name, (byName[kind].get(name) ?? 0) + count)
      }
    }
    const mostFirst = (counts: Map<string, number>) => [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    return {
      hours,
      from: hourStart(first),
      to: new Date(now).toISOString(),
      total: byVerdict.blocked + byVerdict.would_block + byVerdict.passed,
      byVerdict,
      byClass: mostFirst(byName.class).map(([name, count]) => ({ class: name, count })),
      byRoute: mostFirst(byName.route)
        .slice(0, 10)
        .map(([route, count]) => ({ route, count })),
      series,
    }
  }

  async dropExpired({ maxEvents, retainDays }: RetentionLimits, now: number): Promise<number> {
    const { drop, dropTally } = this.#statements
    const cutoff = Math.max(0, now - retainDays * DAY_MS)
    const oldestKept = encodeTime(cutoff, 10).padEnd(26, '0')
    const dropped = this.#transaction(() => {
      dropTally.run(Math.floor(cutoff / HOUR_MS))
      const expired = Number(drop.run(oldestKept, DROP_BATCH).changes)
      if (expired === DROP_BATCH) return expired
      const surplus = Math.min(this.#count - expired - maxEvents, DROP_BATCH - expired)
      return surplus > 0 ? expired + Number(drop.run('~', surplus).changes) : expired
    })
    this.#count -= dropped
    if (dropped > 0) this.#version += 1
    return dropped
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      // SQLite has rolled back by itself after some errors (a full disk, an I/O error).
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }
}

const idsOf = (rows: readonly Record<string, unknown>[]): string[] => rows.map((row) => String(row.id))

interface TallyRow {
  readonly hour: number
  readonly kind: 'all' | 'class' | 'route'
  readonly name: string
  readonly verdict: EventVerdict
  readonly count: number
}

/** Adds up a batch first, so that a thousand events of one attack write a few rows. */
class Tally {
  readonly #rows = new Map<string, TallyRow>()

  add(event: SluiceEvent, classes: Iterable<string>): void {
    this.#bump(event, 'all', '')
    this.#bump(event, 'route', event.route)
    for (const name of classes) this.#bump(event, 'class', name)
  }

  rows(): Iterable<TallyRow> {
    return this.#rows.values()
  }

  #bump({ time, verdict }: SluiceEvent, kind: TallyRow['kind'], name: string): void {
    const hour = Math.floor(Date.parse(time) / HOUR_MS)
    const key = JSON.stringify([hour, kind, name, verdict])
    this.#rows.set(key, { hour, kind, name, verdict, count: (this.#rows.get(key)?.count ?? 0) + 1 })
  }
}
