/** Why the analysis backend can't start: what, where, and how to mend it. The message is for people and holds no secret. */
export class AnalysisStartError extends Error {
  override readonly name = 'AnalysisStartError'
}
