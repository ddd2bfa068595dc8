import type { SecretNames } from './names.ts'
import { merged, type Range, replaceRanges } from './ranges.ts'
import { searched, secretsAsSent, secretsBelow } from './secrets.ts'

/**
 * A request target, or any URL: secret parameters lose their values, in query and fragment; a value that holds a secret
 * below its encoding goes as a whole; user information goes.
 * @param limit characters that are shown; what stands beyond costs nothing
 */
export function maskTarget(target: string, names: SecretNames, limit: number): string {
  const text = searched(target, limit)
  const below = secretsBelow(text, names)
  const ranges = [...secretsAsSent(text, names), ...below, ...parameters(text, names, merged(below))]
  return replaceRanges(text, merged(ranges), 0, Math.min(limit, text.length)).slice(0, limit)
}

/** The values that are masked as a whole. @param below secrets that showed after decoding, in order */
function parameters(text: string, names: SecretNames, below: readonly Range[]): Range[] {
  const ranges: Range[] = []
  let next = 0
  let secret = false
  let equals = -1
  for (let start = text.search(/[?#]/) + 1; start > 0 && start <= text.length; ) {
    const end = endOfPair(text, start)
    // Only moves forward: pairs without `=` don't search the rest again and again.
    if (equals < start) equals = text.indexOf('=', start)
    if (equals < 0) equals = text.length
    const isPair = equals < end
    const value = isPair ? equals + 1 : start
    // Where `;` and `?` don't separate, what follows them is still the value.
    const before = text[start - 1]
    const carriesOn: boolean = secret && (before === ';' || before === '?' || (before === '#' && !isPair))
    while (next < below.length && (below[next] as Range)[1] <= value) next++
    const holds = next < below.length && (below[next] as Range)[0] < end
    secret = carriesOn || (isPair && names.hasParameter(text.slice(start, equals)))
    if (secret || holds) ranges.push([carriesOn ? start : value, end])
    start = end + 1
  }
  return ranges
}

function endOfPair(text: string, start: number): number {
  let end = start
  while (end < text.length && !'&;#?'.includes(text[end] as string)) end++
  return end
}
