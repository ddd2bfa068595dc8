/** What each byte stands for behind a backslash in a JSON string; 0 for nothing. `\\u` is none of them. */
export const jsonEscapes = new Uint8Array(256)
for (const [letter, byte] of [
  ['"', 0x22],
  ['\\', 0x5c],
  ['/', 0x2f],
  ['b', 0x08],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
] as const) {
  jsonEscapes[letter.charCodeAt(0)] = byte
}
