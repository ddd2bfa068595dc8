/** The words of a text: how long lists of names are written down. */
export const wordsOf = (text: string): string[] => text.trim().split(/\s+/)
