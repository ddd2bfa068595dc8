/** Log4j's lookups, evaluated as far as an attacker can foresee them. */

/** Lookups within lookups that are followed. */
const MAX_DEPTH = 32
/** What of a lookup's content is kept: names are short, and what follows them changes nothing. */
const MAX_CONTENT = 128

/** A lookup that was evaluated: `content` is what stood between its braces once everything inside had been replaced. */
export interface Lookup {
  readonly start: number
  readonly end: number
  /** The lookup's name in lower case: `jndi`, `env`, `lower`; '' in `${::-x}`. */
  readonly name: string
  readonly key: string
  readonly fallback: string | undefined
}

/** Calls `visit` for every lookup in the text, innermost first, until it returns true. Lookups that aren't closed count. */
export function evaluate(text: string, visit: (lookup: Lookup) => boolean): void {
  const starts: number[] = []
  const contents: string[] = []
  const append = (piece: string) => {
    const top = contents.length - 1
    if (top < 0) return
    const content = contents[top] as string
    if (content.length < MAX_CONTENT) contents[top] = content + piece.slice(0, MAX_CONTENT - content.length)
  }
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x24 && text.charCodeAt(i + 1) === 0x7b && starts.length < MAX_DEPTH) {
      append(text.slice(from, Math.min(i, from + MAX_CONTENT)))
      starts.push(i)
      contents.push('')
      from = i + 2
      i++
    } else if (code === 0x7d && starts.length > 0) {
      append(text.slice(from, Math.min(i, from + MAX_CONTENT)))
      from = i + 1
      const start = starts.pop() as number
      const lookup = read(contents.pop() as string, start, i + 1)
      if (visit(lookup)) return
      append(replacement(lookup))
    }
  }
  append(text.slice(from, from + MAX_CONTENT))
  while (starts.length > 0) {
    const lookup = read(contents.pop() as string, starts.pop() as number, text.length)
    if (visit(lookup)) return
    append(replacement(lookup))
  }
}

function read(content: string, start: number, end: number): Lookup {
  const mark = content.indexOf(':-')
  const fallback = mark === -1 ? undefined : content.slice(mark + 2)
  // `${::-x}`: the name is empty, and so is the key.
  const head = mark === -1 ? content : content.slice(0, mark)
  const colon = head.indexOf(':')
  const name = (colon === -1 ? (mark === -1 ? '' : head) : head.slice(0, colon)).trim()
  return { start, end, name: fold(name), key: colon === -1 ? '' : head.slice(colon + 1), fallback }
}

/** What Log4j puts in the lookup's place, where nothing is set on the server. */
function replacement({ name, key, fallback }: Lookup): string {
  if (name === 'lower') return key.toLowerCase()
  if (name === 'upper') return key.toUpperCase()
  if (name === 'base64') return Buffer.from(key, 'base64').toString('latin1')
  if (name === 'date') return key.replaceAll("'", '')
  return fallback ?? ''
}

/** Lower case, also of the letters whose upper case is ASCII: a dotless i, a long s. */
export function fold(text: string): string {
  return text.toLowerCase().replaceAll('\u0131', 'i').replaceAll('\u017f', 's').replaceAll('\u212a', 'k')
}
