/** What nearly every part says: the names of its header fields, of their parameters, and its type. */
const commonNames = new Map<number, { text: string; bytes: Buffer }[]>()
for (const text of [
  'content-disposition',
  'content-type',
  'content-transfer-encoding',
  'form-data',
  'name',
  'filename',
]) {
  commonNames.set(text.length, [...(commonNames.get(text.length) ?? []), { text, bytes: Buffer.from(text) }])
}

/** A name in lower case. Making a new string of every one would take most of the time that a form takes. */
export function lowerCaseName(bytes: Buffer, start: number, end: number): string {
  for (const { text, bytes: common } of commonNames.get(end - start) ?? []) {
    let i = 0
    while (i < common.length && isSameLetter(bytes[start + i] as number, common[i] as number)) i++
    if (i === common.length) return text
  }
  return bytes.latin1Slice(start, end).toLowerCase()
}

/** Setting the bit makes a small letter of a capital; it would also make a dash of a CR. */
function isSameLetter(byte: number, small: number): boolean {
  return (byte | 0x20) === small && byte >= 0x20
}
