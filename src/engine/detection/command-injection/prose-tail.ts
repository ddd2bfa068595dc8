/** Arguments that people write behind a verb: `open 24/7`, `find him/her a seat`, `watch https://…`. */

import { kindOf, terse, word } from './commands.ts'

/** Verbs that read no file by what is written with one slash. */
const verbs: ReadonlySet<string> = new Set(
  'find more less make read look start call echo open watch touch test kill at set write talk print go join time date view see'.split(
    ' ',
  ),
)
/** Verbs that fetch nothing: a URL behind them is for the reader. */
const reading: ReadonlySet<string> = new Set(
  'read watch more less look find at call test view write join talk'.split(' '),
)

/** `24/7`, `11/22/2024`: a date, a score, a fraction. */
const figures = /^\d{1,4}(?:\/\d{1,4}){1,2}(?![\w./])/
/** `him/her`, `w/o`, `on/off`; not the folders of a system. */
const pair = /^(?!etc|bin|usr|var|tmp|dev|proc|opt|lib|sbin|root|src|home)[a-z]{1,5}\/[a-z]{1,6}(?![\w./*])/i
const url = /^(?:https?:\/\/|www\.|[a-z][a-z0-9-]{1,32}\.(?:com|org|net|io|tv|de|uk|fr|be)\b)/i
/** `-- done`: a dash between words, where a file or an option would follow an end of options. */
const dash = /^--\s[A-Za-z]{2,}(?:[\s.,!?]|$)/
/** `-ve`, `-positive`: the result of a test, whose options are one letter each. */
const result = /^[+-][a-z]{2}/

/** `host mx.example.com said: 550`: what mail servers report. */
const answer = /^[\w.-]{3,32}(?:\[[\d.:a-f]{2,16}\]?)? (?:said|says|refused|rejected|replied|is|was|not)\b|^[\w.-]{33,}/

/** Verbs whose command would show nobody a file of the folder that it stands in. */
const looking: ReadonlySet<string> = new Set('read view print open test write look see find watch'.split(' '))
const fileName =
  /^[\w-]{1,32}(?:\/[\w-]{1,32}){0,3}(?:\.test)?\.(?:pdf|docx?|xlsx?|pptx?|md|txt|csv|jpe?g|png|gif|svg|mp[34]|zip|[jt]sx?|ya?ml)(?![\w./])/i
/** `> money`, `>= 5`, `>`, `>>`: a comparison, or the way to a page; what is written to is a file by its dot or slash. */
const compared = /^(?:[<>]=?\s{0,2}(?:[A-Za-z]\w{0,16}|\d{1,6}[%a-z]?)(?:[\s;,!?)&|]|$)|[<>]{1,2}\s{0,2}$)/
/** What has something to write into a file without an argument. */
const telling: ReadonlySet<string> = new Set(
  'id ls ps pwd dir df du env who w groups hostname uptime set ss'.split(' '),
)

/** What words, figures and dots are a pretext for: an option, a path, a redirection, a pipe. */
const shellReadsOn = /\s(?:--?[a-z]|\/(?!\s\w)|~|\.{1,2}\/|[a-z]{2,8}:\/\/|\d?>)|[`|]|\$[({]|&&/i
/** Behind `at`, a shell would go on with more than words. */
export function looksLikeShell(text: string, at: number): boolean {
  return shellReadsOn.test(text.slice(at, at + 128))
}

/** Words that change files or send them: nobody counts or compares with them, nor with what is `terse`. */
const acting: ReadonlySet<string> = new Set('head cp mv type del mail echo'.split(' '))

/** The command is one by a word of prose that nothing is read or run by. */
function isPlainWord(name: string): boolean {
  return !acting.has(name) && (verbs.has(name) || (kindOf(name) === word && !terse.has(name)))
}

/** What stands at `at`, behind the command's name and white space, is prose. */
export function readsAsProse(text: string, at: number, name: string): boolean {
  const here = text.slice(at, at + 48)
  const isPlain = isPlainWord(name)
  if (looksLikeShell(text, at)) return false
  if (isPlain && !telling.has(name) && compared.test(here)) return true
  if (isPlain && (figures.test(here) || here.startsWith('...'))) return true
  if (verbs.has(name) && (pair.test(here) || dash.test(here))) return true
  if (looking.has(name) && fileName.test(here)) return true
  if (name === 'test' && result.test(here)) return true
  if (name === 'host' && answer.test(here)) return true
  return reading.has(name) && url.test(here)
}
