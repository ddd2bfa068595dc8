import { readFileSync } from 'node:fs'
import { stringify } from 'yaml'
import { EXCEPTED_WHERE } from '../config/exceptions.ts'
import type { ExceptionEntry } from '../config/schema.ts'
import { attackClasses } from '../engine/types.ts'
import type { EventFinding, SluiceEvent } from '../events/schema.ts'
import { ask } from './ask.ts'
import { type Command, UsageError } from './command.ts'

const DEFAULT_ANALYSIS = 'http://127.0.0.1:8090'
/** Stands for what events leave out of long names and paths. */
const ELLIPSIS = '…'
/** Of an id, which names the exception in metrics. */
const MAX_ID = 64

export const except: Command = {
  name: 'except',
  summary: 'Prints the `exceptions:` entries that would let an event’s request pass',
  argument: 'FILE',
  flags: [
    { name: 'event', value: 'ID', description: 'Id of the event, as the console and the log show it' },
    { name: 'analysis', value: 'URL', description: `Analysis backend to ask (default ${DEFAULT_ANALYSIS})` },
    { name: 'view-token-file', value: 'FILE', description: 'Its view token (SLUICE_VIEW_TOKEN)' },
    { name: 'reason', value: 'TEXT', description: 'Why it is no attack here' },
    { name: 'owner', value: 'TEXT', description: 'Who answers for it' },
    { name: 'expires', value: 'DATE', description: 'Last day on which it holds, such as 2027-03-31' },
  ],
  notes:
    'FILE holds events, one JSON object a line, as `events.stdout` prints them; - is standard input. Without it the\nanalysis backend is asked. Look at the event first: an exception switches detection off for a place.\n',
  async run({ flags, files }) {
    const { event: id } = flags
    if (id === undefined) throw new UsageError('except needs --event ID.')
    if (files.length > 1) throw new UsageError('except takes one file.')
    const [file] = files
    const event = file === undefined ? await askBackend(id, flags) : findInFile(id, file)
    const entries = exceptionsFor(event, flags)
    if (entries.length === 0) throw new UsageError(`event ${id} holds nothing that an exception could cover.`)
    // Names come from clients: control characters and their like must not reach a terminal.
    process.stdout.write(stringify({ exceptions: entries }).replace(UNPRINTABLE, escapeSequence))
    if (flags.reason === undefined || flags.owner === undefined) {
      process.stderr.write('\nFill in reason and owner: an entry without them is refused.\n')
    }
    return 0
  },
}

const UNPRINTABLE = /[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** An escape of YAML's double-quoted strings, in which such characters stand anyway or else lose their meaning. */
function escapeSequence(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

type Flags = Readonly<Record<string, string>>

async function askBackend(id: string, flags: Flags): Promise<SluiceEvent> {
  const base = flags.analysis ?? DEFAULT_ANALYSIS
  const token = flags['view-token-file'] ? readText(flags['view-token-file']).trim() : process.env.SLUICE_VIEW_TOKEN
  if (!URL.canParse(base)) throw new UsageError(`--analysis must be a URL, not "${base}".`)
  if (!token) throw new UsageError('the view token is missing; set SLUICE_VIEW_TOKEN or give --view-token-file FILE.')
  const { status, text } = await ask(base, `/api/v1/events/${encodeURIComponent(id)}`, {
    authorization: `Bearer ${token}`,
  })
  if (status === 404) throw new UsageError(`${base} has no event ${id}, or no longer keeps it.`)
  if (status < 200 || status > 299) throw new UsageError(`${base} answered ${status}; is the view token right?`)
  return JSON.parse(text) as SluiceEvent
}

function findInFile(id: string, file: string): SluiceEvent {
  for (const line of readText(file).split('\n')) {
    if (!line.includes(id)) continue
    try {
      const event = JSON.parse(line) as SluiceEvent
      if (event.id === id) return event
    } catch {
      // Another program's line, which happens to hold the id.
    }
  }
  throw new UsageError(`there is no event ${id} in ${file === '-' ? 'standard input' : file}.`)
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    throw new UsageError(`can't read ${file}: ${(error as Error).message}.`)
  }
}

/** One entry for each source and place of the event's attack findings. */
function exceptionsFor(event: SluiceEvent, { reason = '', owner = '', expires }: Flags): ExceptionEntry[] {
  const entries = new Map<string, ExceptionEntry>()
  if (!Array.isArray(event.findings) || event.findings.some((finding) => typeof finding?.source !== 'string')) {
    throw new UsageError('that is no event of Sluice.')
  }
  for (const finding of event.findings) {
    const isAttack = (attackClasses as readonly string[]).includes(finding.class)
    if (!isAttack || finding.excepted !== undefined || !EXCEPTED_WHERE.includes(finding.where)) continue
    const [kind, name] = finding.source.split(':') as ['detector' | 'signature', string]
    const field = fieldOf(finding)
    const key = `${finding.source} ${finding.isName} ${[field].flat().join('\0')}`
    if (entries.has(key)) continue
    entries.set(key, {
      id: idOf(name, finding, entries.size),
      [kind]: name,
      field,
      ...(finding.isName ? { on: 'name' } : {}),
      route: event.route,
      reason,
      owner,
      ...(expires === undefined ? {} : { expires }),
    } as ExceptionEntry)
  }
  return [...entries.values()]
}

/**
 * `body.items.*.note`: an index stands for all of them. A list where a name holds what a pattern is made of; every name is one that
 * an attacker may have chosen, so none of them may widen the pattern.
 * @throws UsageError for a path that was cut short in the event
 */
function fieldOf({ where, path }: EventFinding): ExceptionEntry['field'] {
  const names = path.map((name) => {
    if (typeof name === 'number') return '*'
    if (name.includes(ELLIPSIS)) {
      throw new UsageError(`the name ${JSON.stringify(name)} may have been cut short; write this entry by hand.`)
    }
    return /^(?:\\|\*{1,2}$)/.test(name) ? `\\${name}` : name
  })
  return names.some((name) => /[.*\\]/.test(name) && name !== '*') ? [where, ...names] : [where, ...names].join('.')
}

function idOf(source: string, { where, path }: EventFinding, index: number): string {
  const name = path.findLast((part) => typeof part === 'string') ?? ''
  const suffix = index === 0 ? '' : `-${index + 1}`
  const words = `${source}-${where}-${name}`.toLowerCase().replace(/[^a-z0-9_.]+/g, '-')
  return words.slice(0, MAX_ID - suffix.length).replace(/-+$/, '') + suffix
}
