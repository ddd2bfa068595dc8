/** Separators stand in names and prose all the time: `Smith & Sons`, `it fits; thanks`. */
import { closedAtOnce, commandsOf, directories, familyCues, prefix, rare } from './commands.ts'

/** What ends a command and stands in ordinary text as well. */
const separators: readonly string[] = [';', '&', '|', '\n', '\r', '{', '`', '>']
/** What hides a name's letters if it stands among them. */
const pairs: readonly string[] = ["''", '""', `'"`, `"'`]
/** What stands behind a command's name: it matters if the value begins with one. */
const gaps: readonly string[] = ['\t', ' -']
/** Completes to a program where a word begins: `/???/c?t`, not `https://example.com/?page=1`; one of the system's directories, not `/developers`. */
const roots: readonly string[] = ['/?', ...directories.map((directory) => `/${directory}`)]
/** Names that matter at the value's start alone. */
export const openings: readonly string[] = [
  ...new Set(
    [...commandsOf(rare), ...commandsOf(prefix), 'nc', 'ping', 'ssh', 'dig', 'host', 'ls'].map((name) => `${name} `),
  ),
  ...familyCues,
  // The other ends of a command are asked about themselves.
  ...[...closedAtOnce].flatMap((name) => [`${name}#`, `${name} #`]),
]

/** Cues that are asked for; see `Detector.asked`. */
export const asked: ReadonlySet<string> = new Set([...separators, ...pairs, ...gaps, ...roots, ...openings])
