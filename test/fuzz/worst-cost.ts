import { expect, vi } from 'vitest'
import { countWork } from '../support/counted-work.ts'
import { inspectBody } from '../support/inspect.ts'
import { pieces } from './pieces.ts'
import { Random } from './random.ts'

// Promise 7 has a constant: hostile input may cost so many times what ordinary JSON costs, byte by byte, and no more. A
// search that breeds costly inputs looks for worse; what it finds is printed, so that it can be looked into.

const BODY_BYTES = 65_536
const JSON_TYPE = 'application/json'
/** How many are kept to breed from. */
const HERD = 12

/** An input by what makes it: pieces over and over, in values of a length. */
interface Recipe {
  readonly parts: readonly string[]
  /** Bytes of a value; the body holds as many values as fit. */
  readonly valueBytes: number
}

export interface Costly {
  readonly recipe: Recipe
  /** Times the cost of ordinary JSON, per byte. */
  readonly ratio: number
}

/** What requests are made of as a rule. */
function ordinaryJson(): Buffer {
  const items = []
  for (let i = 0, bytes = 0; bytes < BODY_BYTES; i++) {
    const item = {
      id: `7d1e9b20-c4a8-4fd1-9e35-${String(i).padStart(12, '0')}`,
      createdAt: '2026-11-21T22:00:00.125Z',
      customer: { name: 'Ana Lopez', email: `ana.lopez${i}@example.org`, phone: '+353 1 555 0199' },
      note: 'The parcel arrived late - could you tell me why? I would like to return it (size L).',
      url: 'https://shop.example.com/account/orders/6833e341?tab=history',
      quantity: i,
      price: 49.99,
      tags: ['general', 'feedback', 'new-customer'],
    }
    bytes += JSON.stringify(item).length
    items.push(item)
  }
  return Buffer.from(JSON.stringify({ items }))
}

function bodyOf({ parts, valueBytes }: Recipe): Buffer {
  const unit = parts.join('')
  const value = unit.repeat(Math.ceil(valueBytes / unit.length)).slice(0, valueBytes)
  const count = Math.max(1, Math.floor(BODY_BYTES / (JSON.stringify(value).length + 1)))
  return Buffer.from(JSON.stringify(Array(count).fill(value)))
}

async function costPerByte(body: Buffer): Promise<number> {
  let done: Promise<unknown> | undefined
  const work = countWork('/src/engine/', () => {
    done = inspectBody([body], { type: JSON_TYPE, policy: { mode: 'monitor' } })
  })
  await done
  return work / body.length
}

/** Breeds costly inputs for so long; the costliest first. */
export async function searchWorst(seed: number, milliseconds: number): Promise<readonly Costly[]> {
  // Blocks of the WebAssembly module aren't counted: its plain form does the same work where they are. Imported behind what counts.
  const { QuickLook } = await import('../../src/engine/screen/quick-look.ts')
  vi.spyOn(QuickLook, 'of').mockReturnValue(undefined)
  const random = new Random(seed)
  const body = ordinaryJson()
  // What is counted from the second time on is not compiled on the way.
  await costPerByte(body)
  const ordinary = await costPerByte(body)
  const herd: Costly[] = []
  const until = performance.now() + milliseconds
  while (performance.now() < until) {
    const recipe = herd.length < HERD || random.once(4) ? invent(random) : vary(random.pick(herd).recipe, random)
    const ratio = (await costPerByte(bodyOf(recipe))) / ordinary
    herd.push({ recipe, ratio })
    herd.sort((a, b) => b.ratio - a.ratio)
    herd.length = Math.min(herd.length, HERD)
  }
  return herd
}

const LENGTHS = [8, 24, 64, 200, 1_000, 4_000, 16_000, 60_000]

function invent(random: Random): Recipe {
  const parts = Array.from({ length: 1 + random.below(4) }, () => part(random))
  return { parts, valueBytes: random.pick(LENGTHS) }
}

function part(random: Random): string {
  if (random.once(8)) return String.fromCharCode(0x20 + random.below(0x5f))
  return random.pick(pieces)
}

function vary({ parts, valueBytes }: Recipe, random: Random): Recipe {
  const changed = [...parts]
  const at = random.below(changed.length)
  switch (random.below(5)) {
    case 0:
      changed[at] = part(random)
      break
    case 1:
      changed.splice(at, 0, part(random))
      break
    case 2:
      if (changed.length > 1) changed.splice(at, 1)
      break
    case 3:
      changed.push(changed[at] as string)
      break
    default:
      return { parts, valueBytes: random.pick(LENGTHS) }
  }
  return { parts: changed.slice(0, 8), valueBytes }
}

/**
 * Counted work, not time; what runs outside of our own code isn't counted. 20 is what we want; inputs that decode in several
 * ways are above it still, and this holds the line.
 */
const MOST = 60
const SHOWN = 5

/** Searches for so long, shows the costliest inputs, and fails if one is beyond the line. */
export async function costsNoMoreThan(milliseconds: number): Promise<void> {
  const worst = (await searchWorst(1, milliseconds)).slice(0, SHOWN)
  for (const { ratio, recipe } of worst) {
    console.log(
      `${ratio.toFixed(1)} × ordinary JSON: ${JSON.stringify(recipe.parts)} in values of ${recipe.valueBytes}`,
    )
  }
  expect(worst).toHaveLength(SHOWN)
  expect(worst.filter(({ ratio }) => ratio > MOST)).toEqual([])
}
