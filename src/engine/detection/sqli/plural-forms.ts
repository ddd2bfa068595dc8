/** Which plural of a language belongs to a number, as catalogues of translations tell it. */

const forms = /nplurals\s{0,4}=\s{0,4}\d{1,2}\s{0,4};\s{0,4}plural\s{0,4}=[\sn0-9%=!<>&|?:()]{1,400}/

/**
 * `nplurals=2; plural=(n%10==1 && n%100!=11 ? 0 : 1)`: conditions of constants and one variable. No query can be told anything
 * with them, so they are read as a number of the same length.
 * @returns the text without them, or as it is
 */
export function withoutPluralForms(text: string): string {
  if (!text.includes('nplurals')) return text
  return text.replace(forms, (found) => '0'.repeat(found.length))
}
