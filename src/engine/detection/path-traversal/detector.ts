/**
 * Path traversal and file inclusion: does the value, used as a file's name, climb out of the directory, name a file of the
 * system, or open a stream wrapper? GRAMMAR.md says what a path is here and what each of its parts weighs.
 */
import { PATHS } from '../../asking/tellers.ts'
import { tellsBy } from '../../asking/value.ts'
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { canonical } from './canonical.ts'
import { climbOf } from './climbing.ts'
import { asked, bytes, cues } from './cues.ts'
import { explain } from './explain.ts'
import { isDataFile, isOwnFile, isShare, isStream, isWorkFile, remoteFile, wrapperOf } from './inclusion.ts'
import { matters } from './matters.ts'
import { path as found, nextPath } from './paths.ts'
import { isRecord } from './records.ts'
import { spaces } from './spaces.ts'
import { storeOf } from './stores.ts'
import { isSecret, systemDirectoryOf, targetOf } from './system-files.ts'

/** Very long paths are judged by their ends: one that a system accepts is short, noise apart. */
const LONGEST = 8192

export const pathTraversal: Detector = {
  name: 'path_traversal',
  bytes,
  cues,
  asked,
  tells: tellsBy(matters),
  teller: PATHS,
  detect(text: string, field: FieldInfo, report: Report): void {
    if (isDataFile(text, field)) {
      report('critical', 0, Math.min(text.length, 32), 'passes text off as a file: data:')
      return
    }
    spaces.begin()
    for (let at = nextPath(text, 0); at !== -1; at = nextPath(text, at)) {
      if (judge(text, found.start, found.end, found.isOdd, field, report)) return
    }
  },
  explain,
}

/** Where a path stands: what counts as climbing depends on it. */
class Place {
  /** It is the whole value. */
  readonly isWhole: boolean
  readonly isBody: boolean
  readonly isFileName: boolean
  readonly #text: string
  readonly #start: number
  readonly #end: number

  constructor(text: string, start: number, end: number, field: FieldInfo) {
    // `/?/var/log/auth.log`: no name of a query's begins like that.
    const isValue = !field.isName || (field.where === 'query' && text.startsWith('/'))
    this.isWhole = isValue && start < 3 && end > text.length - 3
    this.isBody = field.where === 'body' || field.where === 'trailer'
    this.isFileName = this.isWhole && this.isBody && field.name === 'filename'
    this.#text = text
    this.#start = start
    this.#end = end
  }

  /** Words of a body stand before it, or a sentence stands around it. */
  get isProse(): boolean {
    if (this.isWhole) return false
    return (
      (this.isBody && spaces.standsBefore(this.#text, this.#start)) || isSentence(this.#text, this.#start, this.#end)
    )
  }
}

/** Judges one path. Returns true if it is critical, which is reported. */
function judge(text: string, start: number, end: number, isOdd: boolean, field: FieldInfo, report: Report): boolean {
  const raw =
    end - start > LONGEST
      ? text.slice(start, start + LONGEST / 2) + text.slice(end - LONGEST / 2, end)
      : text.slice(start, end)
  const place = new Place(text, start, end, field)
  const { path: named, isDisguised } = canonical(raw, isOdd)
  const say = (message: string): true => {
    report('critical', start, end, message)
    return true
  }

  const isRemote = /^(?:https?|ftps?):\//.test(named)
  if (isRemote && (place.isWhole || field.isName)) {
    const message = remoteFile(named, field)
    if (message !== '') return say(message)
  }
  if (field.isName && /https?:\/\/[^?]{1,256}\.txt\?$/.test(named.slice(-300))) {
    return say('names a remote file and cuts off what is appended to it')
  }
  if (!isRemote) {
    const wrapper = wrapperOf(named, place.isWhole)
    if (wrapper !== '' && !isOwnFile(named, field)) {
      const isMild = place.isProse || isWorkFile(named, field)
      report(isMild ? 'error' : 'critical', start, end, `opens a stream wrapper: ${wrapper}`)
      return !isMild
    }
    if (place.isWhole && isStream(named)) return say("names a file's stream: ::$DATA")
    if (place.isWhole && isShare(named, raw, field)) return say('names a share of another machine')
  }

  let path = named
  const nul = path.indexOf('\0')
  if (nul !== -1) {
    if (cutsShort(path, nul, text, place)) return say("cuts a file's name short with a NUL")
    path = path.replaceAll('\0', '/')
  }
  const climb = climbOf(path, field.where === 'path')
  const isUrl = path.indexOf('://') !== -1 && path.indexOf('://') < 12
  const straight = climb.idle === 0 ? path : path.replace(/\/(?:\.\/)+/g, '/')
  if (judgeTarget(text, straight, start, end, climb.ups, isUrl, place, field, report)) return true
  if (climb.hasParameter) return say('climbs with a path parameter: ..;')
  if (climb.ups === 0) {
    if (climb.idle >= 8) report('error', start, end, 'repeats the current directory to cut a name short')
    return false
  }
  if (isOut(text, path, start, climb.ups, climb.isOut, isDisguised, isUrl, place, field)) {
    return say(path.charCodeAt(0) === 0x2f ? 'climbs out of a directory from the root' : 'climbs out of a directory')
  }
  if (climb.ups >= 2 || field.where === 'path' || field.where === 'query') {
    report('warning', start, end, 'climbs to another directory')
  }
  return false
}

function cutsShort(path: string, nul: number, text: string, place: Place): boolean {
  if ((place.isBody && !place.isWhole) || text.length >= 1024) return false
  if (!path.includes('/') && path.length <= nul + 2) return false
  if (isPadding(path, nul)) return false
  return /^\0+(?:\.?[a-z0-9]{2,5}|\.?[a-z0-9]{1,16}\.[a-z0-9]{2,5})?$/.test(path.slice(nul))
}

/** Numbers and names of a fixed width are filled up with NULs; what cuts a name short has a name before it and is one or two. */
function isPadding(path: string, nul: number): boolean {
  if (path.includes('/') || path.includes('.')) return false
  return nul === 0 || path.startsWith('\0\0\0', nul)
}

function judgeTarget(
  text: string,
  path: string,
  start: number,
  end: number,
  ups: number,
  isUrl: boolean,
  place: Place,
  field: FieldInfo,
  report: Report,
): boolean {
  if (place.isBody && path.startsWith('meta-inf/') && !metadataFile.test(path)) return false
  const isSeparated = path.includes('/')
  if (place.isWhole && isRecord(path, field)) {
    report('error', start, end, 'names a file of the system where records of logs do')
    return false
  }
  if (place.isWhole && !place.isFileName && !isUrl) {
    const store = storeOf(path, field)
    if (store !== '') {
      report('critical', start, end, `names a file that keeps secrets: ${store}`)
      return true
    }
  }
  const target = targetOf(path)
  if (target !== '') {
    const isAbsolute = path.charCodeAt(0) === 0x2f || path.charCodeAt(1) === 0x3a || path.charCodeAt(0) === 0x7e
    const isHard = isSecret(target)
    const isLone =
      place.isWhole && (isAbsolute || isHard) && (isSeparated || path.length === target.length) && !place.isFileName
    const isDrive = path.charCodeAt(1) === 0x3a && text.length < 256 && start === 0
    const isNamed = isHard && !place.isProse && isSeparated && !isUrl && field.where !== 'header'
    if (ups > 0 || isLone || isDrive || isNamed || endsSpacedPath(text, path, target)) {
      report('critical', start, end, `names a file of the system: ${target}`)
      return true
    }
    if (isHard || isAbsolute) report('error', start, end, `names a file of the system: ${target}`)
  }
  if (!place.isWhole || !isSeparated || isUrl) return false
  const directory = systemDirectoryOf(path)
  // Reports of errors name scripts of the server's own.
  if (directory === '' || (isSite(directory) && field.where !== 'query')) return false
  const isRoute = field.where === 'path' || field.where === 'header'
  if (isRoute && directory !== '/etc/' && directory !== '/proc/' && directory !== '/var/log/') return false
  report('critical', start, end, `names a file of the system: ${directory}`)
  return true
}

/** What a web server gives out. */
function isSite(directory: string): boolean {
  return directory.endsWith('/www/') || directory === '/usr/share/nginx/'
}

/** What holds secrets in META-INF; archives of Java that are uploaded list the other files themselves. */
const metadataFile = /^meta-inf\/(?:context|application|ejb-jar|weblogic[\w.-]{0,32})\.xml$/

/** `C:/documents and settings/administrator/ntuser.ini`: a whole value that begins as a path and ends in the target. */
function endsSpacedPath(text: string, path: string, target: string): boolean {
  return text.length < 160 && path.endsWith(target) && /^[a-z]:[/\\][\w .()-]{1,64}[/\\]/i.test(text)
}

/** The steps up are more than the place lets pass. */
function isOut(
  text: string,
  path: string,
  start: number,
  ups: number,
  leaves: boolean,
  isDisguised: boolean,
  isUrl: boolean,
  place: Place,
  field: FieldInfo,
): boolean {
  if (isUrl && ups < 3) return false
  if (path.length <= 3 && ups < 2 && !isDisguised) return false
  const isInUrl = field.where === 'path' || field.where === 'query'
  if (!leaves && ups < 3 && field.where !== 'path' && !(isDisguised && place.isWhole)) return false
  if (isInUrl) return ups >= (place.isWhole || !spaces.standsBefore(text, start) ? 1 : 2)
  if (field.isName) return ups >= (start < 3 ? 2 : 6)
  if (!place.isWhole) return ups >= 6 && !(place.isBody && isLink(text, start, path))
  if (place.isBody && !isDisguised && isExtended(path, field)) return false
  if (ups >= 2 || place.isFileName || isDisguised) return true
  // `../config.php`, `../.pass`: what is behind the step is run or read by a server, and linked by nobody.
  return /\/(?:\.[a-z]{3,16}|[\w-]{0,32}\.(?:php\d?|inc|asp|aspx|jsp|cgi|ini|conf|cnf|cfg|passwd|pwd|bak|htaccess))$/.test(
    path,
  )
}

/** `[the guide](../../../../../../docs/guide.md)`: what a document links to in its own repository. */
function isLink(text: string, start: number, path: string): boolean {
  return (
    start > 3 &&
    text.startsWith('](', start - 2) &&
    /\/[^/]{1,64}\.(?:md|mdx|html?|rst|png|jpe?g|svg|gif)(?:#[\w-]{1,64})?$/.test(path)
  )
}

/** `"extends": "../../tsconfig.base.json"`: the configuration that one of a package builds on, which tools read by themselves. */
function isExtended(path: string, field: FieldInfo): boolean {
  return (
    field.name === 'extends' &&
    /^(?:\.\.\/){1,4}(?!(?:etc|home|opt|proc|root|sys|usr|var)\/)(?:[\w-]{1,32}\/){0,3}(?:(?:ts|js)config(?:\.[\w-]{1,32}){0,2}|[\w-]{1,32}\.(?:base|config|preset)|\.(?:babel|eslint|prettier|stylelint|swc)rc)\.(?:json|[cm]?js)$/.test(
      path,
    )
  )
}

/**
 * At least two words of letters stand on one side of the path, and three in all if they are before it. A shell that is given
 * `/etc/passwd ; and more` goes on behind the semicolon.
 */
function isSentence(text: string, start: number, end: number): boolean {
  const behind = text.slice(end, end + 48)
  const after = wordsOf(behind)
  if (after >= 2 && !behind.includes(';')) return true
  const before = wordsOf(text.slice(Math.max(0, start - 48), start))
  return after >= 2 ? before > 0 : before >= 2 && before + after >= 3
}

/** What prose is made of beside letters and figures, in Latin and in other scripts. */
const punctuation = /^[\p{L}\p{M}\p{Nd}\s,.;!?:'"()`«»„“”‘’–、。，！？：；（）「」『』・-]*$/u
/** A word with what ends it; scripts without spaces have a whole clause there. */
const proseWord = /^[(«„“‘「『（]?\p{L}[\p{L}\p{M}]+[)»“”’」』）]?[,.;!?:、。，！？：；]?$/u

/** Words between single spaces; 0 if what stands there is no prose. */
function wordsOf(text: string): number {
  if (!punctuation.test(text)) return 0
  let words = 0
  for (const word of text.split(/[\s`"]|(?<=[、。，！？：；])/)) {
    if (proseWord.test(word)) words += unspaced.test(word) ? Math.ceil(word.length / 3) : 1
  }
  return words
}

/** Letters of scripts that put no spaces between words. */
const unspaced = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2}/
