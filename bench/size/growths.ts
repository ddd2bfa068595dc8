import { loadSignatures } from '../../src/config/signatures.ts'
import { Engine } from '../../src/engine/engine.ts'
import type { Signature } from '../../src/engine/signatures/format.ts'
import { compileGeneration } from '../../src/proxy/generation.ts'
import { PolicyTable } from '../../src/proxy/route/policies.ts'
import { configured, failOnError, headOf, inspect } from '../micro/inspection.ts'
import { get, orders, profile } from '../proxy/workloads.ts'
import { Random } from '../support/random.ts'
import type { Growth } from './growth.ts'

const random = new Random(11)
const VARIANTS = 64
const variants = <T>(make: (i: number) => T): T[] => Array.from({ length: VARIANTS }, (_, i) => make(i))
const at = <T>(values: readonly T[], i: number): T => values[i % values.length] as T

const signatures = loadSignatures()
const generation = compileGeneration({ config: configured(), signatures }, failOnError)
const benign = variants(() => headOf(get(random, random.words())))
const attacks = variants(() => headOf(get(random, "1' OR '1'='1")))
const jsonHead = headOf({
  method: 'POST',
  target: '/',
  headers: ['Host', 'a', 'Content-Type', 'application/json', 'Content-Length', '1'],
})

/** Routes by path, none of which is the request's: every one of them is looked at. */
function routes(): Growth {
  return {
    name: 'finding the policy of a GET that matches no route',
    unit: 'routes',
    steps: [1, 10, 100, 1_000, 10_000].map((size) => ({
      size,
      make: () => {
        const list = Array.from({ length: size }, (_, i) => ({ name: `r${i}`, path: `/tenants/${i}/orders/**` }))
        const table = new PolicyTable(configured({ SLUICE_ROUTES: JSON.stringify(list) }))
        return { bytes: 0, operation: (i) => table.match(at(benign, i)) }
      },
    })),
  }
}

/** The signatures so many times over, each copy with literals of its own: their letters moved on in the alphabet. */
function multiplied(times: number): Signature[] {
  const move = (literal: string, by: number) =>
    literal.replace(/[a-z]/gi, (letter) =>
      String.fromCharCode(0x61 + (((letter.charCodeAt(0) | 0x20) - 0x61 + by) % 26)),
    )
  return Array.from({ length: times }, (_, copy) =>
    signatures.map((signature) => ({
      ...signature,
      id: `${signature.id}-${copy}`,
      literals: signature.literals.map((literal) => move(literal, copy * 2)),
    })),
  ).flat()
}

function signatureSets(): Growth {
  const bodies = variants(() => [Buffer.from(JSON.stringify(profile(random, 1_024)))])
  return {
    name: 'inspecting 1 KB of JSON',
    unit: 'signatures',
    steps: [1, 10].map((times) => ({
      size: times * signatures.length,
      make: () => {
        const engine = new Engine(multiplied(times), failOnError)
        const { default: policy } = generation.policies
        return { bytes: 1_024, operation: (i) => inspect(engine, policy, jsonHead, at(bodies, i)) }
      },
    })),
  }
}

/** Exceptions that are about other fields; they are asked once something is found. */
function exceptions(name: string, heads: readonly ReturnType<typeof headOf>[]): Growth {
  return {
    name,
    unit: 'exceptions',
    steps: [1, 10, 100, 1_000].map((size) => ({
      size,
      make: () => {
        const list = Array.from({ length: size }, (_, i) => ({
          id: `e${i}`,
          detector: 'sqli',
          field: `query.filter${i}`,
          reason: 'a search language',
          owner: 'search team',
        }))
        const table = new PolicyTable(configured({ SLUICE_EXCEPTIONS: JSON.stringify(list) }))
        return { bytes: 0, operation: (i) => inspect(generation.engine, table.default, at(heads, i), []) }
      },
    })),
  }
}

const KIB = 1_024
/** As a socket gives them. */
const PIECE = 64 * KIB

/** JSON of a size in pieces; beyond a piece the same rows come again and again. */
function* jsonOf(bytes: number, piece: Buffer): Generator<Buffer> {
  yield Buffer.from('[')
  for (let sent = 0; sent < bytes; sent += piece.length) yield piece
  yield Buffer.from('{}]')
}

function bodies(): Growth {
  const piece = Buffer.concat([Buffer.from(JSON.stringify(orders(random, PIECE))), Buffer.from(',')])
  return {
    name: 'inspecting a JSON body',
    unit: 'bytes',
    steps: [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536].map((kib) => ({
      size: kib * KIB,
      make: () => {
        const { engine, policies } = generation
        if (kib * KIB >= PIECE) {
          const operation = () => inspect(engine, policies.default, jsonHead, jsonOf(kib * KIB, piece))
          return { bytes: kib * KIB, operation }
        }
        const small = variants(() => [Buffer.from(JSON.stringify(orders(random, kib * KIB)))])
        return { bytes: kib * KIB, operation: (i) => inspect(engine, policies.default, jsonHead, at(small, i)) }
      },
    })),
  }
}

/** All that cost is looked at over the size of. */
export function allGrowths(): Growth[] {
  return [
    routes(),
    signatureSets(),
    exceptions('inspecting a GET in which nothing is found', benign),
    exceptions('inspecting a GET with an attack in another field', attacks),
    bodies(),
  ]
}
