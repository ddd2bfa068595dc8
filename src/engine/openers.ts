/** What a value may hold, by the byte that it begins with; 0: nothing. `assembly/quiet.ts` knows the numbers. */
export const openers = new Uint8Array(256)

const KEYWORD = 1
const QUERY = 2
const BASE64 = 3
const CREDENTIALS = 4
const ANYTHING = 5

for (const [first, opener] of [
  // fragment, mutation, query, subscription
  ['fmqs', KEYWORD],
  // A URL, a target.
  ['hH/', QUERY],
  // The beginning of {" or [ in base64.
  ['eW', BASE64],
  // Bearer, Basic
  ['bB', CREDENTIALS],
  // JSON, percent-encoded or not; XML; what may stand before a GraphQL document.
  ['{[ \t\n\r%<"#,\xef', ANYTHING],
] as const) {
  for (const byte of Buffer.from(first, 'latin1')) openers[byte] = opener
}
