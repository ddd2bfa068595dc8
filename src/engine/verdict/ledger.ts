import type { InspectionPolicy } from '../policy.ts'
import type { AttackClass, Finding, Verdict } from '../types.ts'
import { conditionOf } from './conditions.ts'
import { exceptionFor } from './exceptions.ts'
import { FieldScore, POINTS } from './score.ts'

/** Findings kept per request; past that only those that change the verdict replace one. */
export const MAX_FINDINGS = 64

/** What a look costs beside the bytes that it reads: as much as so many. */
const LOOK_BYTES = 16

const PASSED: Verdict = Object.freeze({
  action: 'forward',
  status: 0,
  wouldBe: 'forward',
  score: 0,
  decidedBy: -1,
  reason: 'nothing was found',
})

/** Gathers a request's findings and says, at any time, what follows from them. The one place that decides. */
export class Ledger {
  readonly findings: Finding[] = []
  /** Findings that were not kept. */
  dropped = 0
  /** Bytes that were looked at, each decoded form of a value counted again. */
  work = 0
  /** Past this nothing more is looked at. */
  maxWork = Number.POSITIVE_INFINITY
  /** Times that a detector was asked. */
  looks = 0
  /** Past this nothing more is looked at. */
  maxLooks = Number.POSITIVE_INFINITY
  /** Bytes that detectors have read, each counted for each of them. */
  effort = 0
  /** Past this values are looked at in fewer of the forms that they decode to. */
  maxEffort = Number.POSITIVE_INFINITY
  /** The answer has begun: a bad request can't be answered any more, only cut off. */
  answerBegun = false
  readonly #policy: InspectionPolicy
  readonly #field = new FieldScore()
  #score = 0
  #scoredBy = -1
  /** Index of the most serious condition that answers, by consequence. */
  #refusedBy = -1
  #blockedBy = -1
  #failedBy = -1

  constructor(policy: InspectionPolicy) {
    this.#policy = policy
  }

  /** A new field begins: evidence adds up within a field only. */
  nextField(): void {
    this.#field.reset()
  }

  add(finding: Finding): void {
    const condition = conditionOf(finding.class)
    if (condition === undefined) {
      const exception = exceptionFor(this.#policy.exceptions, finding)
      if (exception !== undefined) {
        this.#keep({ ...finding, excepted: exception.id }, false)
        return
      }
      const points = finding.paranoia > this.#policy.paranoia ? 0 : POINTS[finding.severity]
      const score = points === 0 ? 0 : this.#field.add(finding.class as AttackClass, finding.source, points)
      if (score > this.#score) {
        this.#score = score
        this.#scoredBy = this.#keep(finding, true)
      } else this.#keep(finding, false)
    } else if (condition.consequence === 'refuse' && this.#refusedBy < 0) this.#refusedBy = this.#keep(finding, true)
    else if (condition.consequence === 'block' && this.#blockedBy < 0) this.#blockedBy = this.#keep(finding, true)
    else if (condition.consequence === 'fail' && this.#failedBy < 0) this.#failedBy = this.#keep(finding, true)
    else this.#keep(finding, false)
  }

  /** Keeps a finding if there is room, or if it matters; returns its index, or -1. */
  #keep(finding: Finding, matters: boolean): number {
    if (this.findings.length < MAX_FINDINGS) return this.findings.push(finding) - 1
    this.dropped++
    if (!matters) return -1
    let index = MAX_FINDINGS - 1
    while ([this.#scoredBy, this.#refusedBy, this.#blockedBy, this.#failedBy].includes(index)) index--
    this.findings[index] = finding
    return index
  }

  /** A detector looks at a text of so many characters. */
  look(length: number): void {
    this.looks++
    this.effort += length + LOOK_BYTES
  }

  /** It has cost so much that values are looked at in fewer of the forms that they decode to. */
  get isDear(): boolean {
    return this.effort > this.maxEffort
  }

  /** The request has cost more than its policy allows for it. */
  get isExhausted(): boolean {
    return this.work > this.maxWork || this.looks > this.maxLooks
  }

  /** The score has reached the threshold; more of the same changes nothing. */
  get isDecided(): boolean {
    return this.#score >= this.#policy.threshold
  }

  /** Decided, and no more findings are kept: looking on would find nothing that anybody is told. */
  get isSettled(): boolean {
    return this.isDecided && this.findings.length === MAX_FINDINGS
  }

  /** Looking on would change nothing, or cost too much. */
  get isOver(): boolean {
    return this.isExhausted || this.isSettled
  }

  /** The verdict on what has been seen so far. */
  verdict(): Verdict {
    if (this.findings.length === 0) return PASSED
    const { mode, threshold, failureMode } = this.#policy
    const refused = this.#refusedBy >= 0
    const attacked = this.#score >= threshold
    const failed = this.#failedBy >= 0 && failureMode === 'closed'
    const decidedBy = refused
      ? this.#refusedBy
      : attacked
        ? this.#scoredBy
        : this.#blockedBy >= 0
          ? this.#blockedBy
          : failed
            ? this.#failedBy
            : -1
    const wouldBe = decidedBy < 0 ? 'forward' : 'block'
    const acts = refused || mode === 'block'
    const action = !acts || wouldBe === 'forward' ? 'forward' : this.answerBegun ? 'abort' : 'block'
    const finding = this.findings[decidedBy]
    return {
      action,
      status: action === 'block' && finding ? (conditionOf(finding.class)?.status ?? 403) : 0,
      wouldBe,
      score: this.#score,
      decidedBy,
      reason: this.#reason(finding, attacked && !refused),
    }
  }

  #reason(finding: Finding | undefined, attacked: boolean): string {
    const { threshold } = this.#policy
    if (!finding) {
      if (this.#score === 0) return 'only findings that never block alone'
      return `score ${this.#score} is below the threshold of ${threshold}`
    }
    const place = finding.path.length > 0 ? `${finding.where} ${finding.path.join('.')}` : finding.where
    return attacked
      ? `${finding.class} in ${place}: ${finding.message} (score ${this.#score}, threshold ${threshold})`
      : `${finding.class}: ${finding.message}`
  }
}
