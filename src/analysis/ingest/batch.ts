import { Ajv, type ErrorObject } from 'ajv'
import { eventSchema, type SluiceEvent } from '../../events/schema.ts'
import { Problem } from '../api/problem.ts'

export const MAX_LINES = 20_000
export const MAX_LINE_BYTES = 1024 * 1024
const MAX_REJECTED_SHOWN = 20
const RFC3339_UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?Z$/

export interface RejectedLine {
  /** Counted from 1, blank lines too. */
  readonly line: number
  readonly error: string
}

export interface Batch {
  readonly events: readonly SluiceEvent[]
  /** The first 20. */
  readonly rejected: readonly RejectedLine[]
  readonly rejectedCount: number
}

const ajv = new Ajv({ strict: true })
ajv.addFormat('date-time', { validate: (text: string) => RFC3339_UTC.test(text) && !Number.isNaN(Date.parse(text)) })
const isEvent = ajv.compile<SluiceEvent>(eventSchema)

/** Splits NDJSON into events. A bad line costs nobody else's event: it is reported, and the rest is taken. */
export function parseBatch(body: Buffer): Batch {
  const events: SluiceEvent[] = []
  const rejected: RejectedLine[] = []
  let rejectedCount = 0
  let line = 0
  for (let start = 0; start < body.length; ) {
    const newline = body.indexOf(0x0a, start)
    const end = newline === -1 ? body.length : newline
    line += 1
    if (line > MAX_LINES) throw new Problem(413, `A body of events has at most ${MAX_LINES} lines.`)
    const result = parseLine(body.subarray(start, end))
    if (typeof result === 'string') {
      rejectedCount += 1
      if (rejected.length < MAX_REJECTED_SHOWN) rejected.push({ line, error: result })
    } else if (result !== undefined) {
      events.push(result)
    }
    start = end + 1
  }
  return { events, rejected, rejectedCount }
}

/** The event, why it isn't one, or undefined for a blank line. An error never repeats the value: it goes into logs. */
function parseLine(bytes: Buffer): SluiceEvent | string | undefined {
  if (bytes.length > MAX_LINE_BYTES) return `longer than ${MAX_LINE_BYTES} bytes`
  const text = bytes.toString('utf8').trim()
  if (text === '') return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'not JSON'
  }
  return isEvent(value) ? value : describe(isEvent.errors?.[0])
}

function describe(error: ErrorObject | undefined): string {
  if (error === undefined) return 'not an event'
  const where = error.instancePath === '' ? 'the event' : error.instancePath
  return `${where} ${error.message ?? 'is not valid'}`
}
