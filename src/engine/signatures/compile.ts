import RE2 from 're2'
import { SIGNATURES } from '../asking/tellers.ts'
import { tellsBy } from '../asking/value.ts'
import { withoutCode } from '../markdown.ts'
import { LiteralIndex } from '../screen/literals.ts'
import type { AttackClass, FieldInfo, Paranoia, Severity, Where } from '../types.ts'
import { begins } from './begins.ts'
import type { Signature } from './format.ts'

/** A signature ready to be evaluated. */
export interface CompiledSignature {
  readonly source: string
  readonly class: AttackClass
  readonly severity: Severity
  readonly paranoia: Paranoia
  readonly description: string
  readonly literals: readonly string[]
  /** They count where a value or a line begins. */
  readonly begins: boolean
  readonly where: ReadonlySet<Where>
  readonly names: ReadonlySet<string> | undefined
  readonly under: ReadonlySet<string> | undefined
  readonly onNames: boolean
  readonly onValues: boolean
  /** What stands in the code of a Markdown document counts from paranoia 2 on. */
  readonly leavesCode: boolean
  /** Compiled when it is asked for: all of them take a tenth of a second, and most never are. */
  readonly pattern: RE2 | undefined
  /** Values that match it are left alone. */
  readonly unless: RE2 | undefined
}

/** Where a signature looks unless it says so. */
const EVERYWHERE: readonly Where[] = ['path', 'query', 'header', 'cookie', 'body', 'trailer']

/** Parts of a request whose values are looked at. */
export const PLACES: readonly Where[] = ['method', ...EVERYWHERE]

function compile(signature: Signature): CompiledSignature {
  const { id, pattern, unless } = signature
  let compiled: RE2 | undefined
  return {
    source: `signature:${id}`,
    class: signature.class as AttackClass,
    severity: signature.severity as Severity,
    paranoia: signature.paranoia as Paranoia,
    description: signature.description,
    literals: signature.literals.map((literal) => literal.toLowerCase()),
    begins: signature.at !== undefined,
    where: new Set((signature.where as Where[] | undefined) ?? EVERYWHERE),
    names: signature.names && new Set(signature.names),
    under: signature.under && new Set(signature.under),
    onNames: signature.on !== 'value',
    onValues: signature.on !== 'name',
    leavesCode: signature.markdown === 'prose',
    get pattern() {
      if (pattern !== undefined) compiled ??= new RE2(pattern, 'u')
      return compiled
    },
    unless: unless === undefined ? undefined : new RE2(unless, 'u'),
  }
}

/** The signatures of one place, behind a literal prefilter: a path's literal costs a body nothing. */
export class SignatureGroup {
  /** Its waker's name. */
  readonly name: string
  /** Every literal of its signatures: what the screen has to see before `matches` is worth calling. */
  readonly literals: readonly string[]
  /** Those of them that count only where a value or a line begins; see `Waker`. */
  readonly asked: ReadonlySet<string>
  readonly tells = tellsBy(begins)
  readonly teller = SIGNATURES
  readonly #index: LiteralIndex
  /** Signatures by literal id. */
  readonly #byLiteral: readonly (readonly CompiledSignature[])[]

  constructor(name: string, signatures: readonly CompiledSignature[]) {
    const byLiteral = new Map<string, CompiledSignature[]>()
    for (const signature of signatures) {
      for (const literal of new Set(signature.literals)) {
        const list = byLiteral.get(literal)
        if (list) list.push(signature)
        else byLiteral.set(literal, [signature])
      }
    }
    this.name = name
    this.literals = [...byLiteral.keys()]
    this.asked = new Set(this.literals.filter((literal) => byLiteral.get(literal)?.every((one) => one.begins)))
    this.#byLiteral = [...byLiteral.values()]
    this.#index = new LiteralIndex(this.literals)
  }

  /**
   * Calls `visit` for each signature that matches a value, with the paranoia level from which it counts and the position of the match in `text`.
   * @param bytes the text as UTF-8, for the literals
   */
  matches(
    text: string,
    bytes: Buffer,
    start: number,
    end: number,
    field: FieldInfo,
    visit: (signature: CompiledSignature, paranoia: Paranoia, matchStart: number, matchEnd: number) => void,
  ): void {
    const tried: CompiledSignature[] = []
    for (const id of this.#index.find(bytes, start, end)) {
      for (const signature of this.#byLiteral[id] as readonly CompiledSignature[]) {
        if (!applies(signature, field) || tried.includes(signature)) continue
        tried.push(signature)
        if (signature.unless?.test(bytes.subarray(start, end))) continue
        if (signature.pattern === undefined) {
          const at = Math.max(0, text.toLowerCase().indexOf(this.literals[id] as string))
          visit(signature, signature.paranoia, at, at + (this.literals[id] as string).length)
        } else if (signature.pattern.test(bytes.subarray(start, end))) {
          // RE2 reads a buffer as it lies and copies a string, so the string is for what is found.
          const match = signature.pattern.exec(text)
          if (match) visit(signature, levelOf(signature, text, field), match.index, match.index + match[0].length)
        }
      }
    }
  }
}

/** All signatures, by where they look: at names anywhere, or at the values of one place. */
export class SignatureSet {
  readonly signatures: readonly CompiledSignature[]
  readonly groups: readonly SignatureGroup[]
  readonly #byWhere: ReadonlyMap<Where, SignatureGroup>
  readonly #ofNames: SignatureGroup

  /** @param signatures that `loadSignatures` has found good */
  constructor(signatures: readonly Signature[]) {
    this.signatures = signatures.map(compile)
    this.#ofNames = new SignatureGroup(
      'signatures of names',
      this.signatures.filter(({ onNames }) => onNames),
    )
    this.#byWhere = new Map(
      PLACES.map((where) => {
        const its = this.signatures.filter((signature) => signature.onValues && signature.where.has(where))
        return [where, new SignatureGroup(`signatures of ${where}`, its)]
      }),
    )
    this.groups = [this.#ofNames, ...this.#byWhere.values()]
  }

  /** Those that look at a field. */
  groupOf({ where, isName }: Pick<FieldInfo, 'where' | 'isName'>): SignatureGroup | undefined {
    return isName ? this.#ofNames : this.#byWhere.get(where)
  }
}

/**
 * A fence that the text begins with, or behind an empty line, which ends a head, or a line that ends in a colon: amid a head's lines clients would
 * pass over one as a line that is no field.
 */
const standsAlone = /(?:^|\n[ \t]*\r?\n|^[^\r\n]{1,200}:\r?\n)[ \t>]{0,8}(?:```|~~~)/

/** The paranoia level from which a match counts. */
function levelOf({ leavesCode, pattern, paranoia }: CompiledSignature, text: string, field: FieldInfo): Paranoia {
  // Documents are sent in bodies; elsewhere a fence would be a disguise.
  if (!leavesCode || paranoia > 1 || field.where !== 'body' || field.isName) return paranoia
  const prose = standsAlone.test(text) ? withoutCode(text) : undefined
  return prose === undefined || pattern?.test(prose) ? paranoia : 2
}

function applies(signature: CompiledSignature, field: FieldInfo): boolean {
  return (
    signature.where.has(field.where) &&
    (field.isName ? signature.onNames : signature.onValues) &&
    (signature.names === undefined || signature.names.has(field.name.toLowerCase())) &&
    (signature.under === undefined || signature.under.has((field.parent ?? '').toLowerCase()))
  )
}
