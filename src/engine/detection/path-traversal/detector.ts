/**
 * Path traversal and local file inclusion: does the value, used as a file's name, climb out of the directory, name a file of
 * the system, or open a stream wrapper? A text is cut into paths at white space and quotes and each is judged by itself.
 */
import type { Detector, FieldInfo, Report } from '../../types.ts'
import { bytes, cues } from './cues.ts'
import { directories, files, wrappers } from './targets.ts'

const none: readonly string[] = []
/** What ends a path in a text. */
const ends = new Uint8Array(128)
for (let i = 0; i <= 0x20; i++) ends[i] = 1
for (const character of '"\'`<>()[]{},|=&') ends[character.charCodeAt(0)] = 1
ends[0] = 0
ends[1] = 0

export const pathTraversal: Detector = {
  name: 'path_traversal',
  bytes,
  cues,
  detect(text: string, field: FieldInfo, report: Report): void {
    const { length } = text
    let start = 0
    for (let i = 0; i <= length; i++) {
      const code = i < length ? text.charCodeAt(i) : 0x20
      if (code < 128 ? ends[code] === 0 : code !== 0xa0) continue
      if (i - start >= 3 && judge(text, start, i, field, report)) return
      start = i + 1
    }
  },
}

/** Judges one path. Returns true if it is critical, which is reported. */
function judge(text: string, start: number, end: number, field: FieldInfo, report: Report): boolean {
  // A cheap look first: most runs are words.
  let slash = false
  let dots = 0
  let odd = false
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x2f || code === 0x5c) slash = true
    else if (code === 0x2e) {
      if (text.charCodeAt(i + 1) === 0x2e) dots++
    } else if (code === 0x25 || code === 0 || code === 1 || code > 127) odd = true
    else if (code === 0x78 && text.charCodeAt(i - 1) === 0x30) odd = true
  }
  if (!slash && !odd && dots === 0 && !(end - start < 64 && text.charCodeAt(end - 4) === 0x2e)) return false
  // Very long runs are judged by their ends: a path that a system accepts is short, noise apart.
  const raw =
    end - start > 8192 ? text.slice(start, start + 4096) + text.slice(end - 4096, end) : text.slice(start, end)
  let path = canonical(raw, odd)
  const whole = start < 3 && end > text.length - 3 && !field.isName
  const text2 = field.where === 'body' || field.where === 'trailer'
  const prose = !whole && text2 && hasSpaceBefore(text, start)

  const remote = path.startsWith('http') && (path.startsWith('https:/') || path.startsWith('http:/'))
  if (remote && dots === 0 && !odd && !path.endsWith('?') && !hinted(path)) return false
  const schemed = !remote && path.includes(':')
  for (const wrapper of schemed || path.startsWith('ssh2.') ? wrappers : none) {
    if (!path.startsWith(wrapper) && !(path.length > 12 && path.includes(`:${wrapper}`))) continue
    if (wrapper === 'view-source:' && !whole) continue
    if (wrapper === 'ssh2.' && !path.includes('://')) continue
    const severity = prose ? 'error' : 'critical'
    report(severity, start, end, `opens a stream wrapper: ${wrapper}`)
    return severity === 'critical'
  }
  if (whole && (path.endsWith('.txt?') || path.endsWith('??')) && /^(?:https?|ftps?):\/\//.test(path)) {
    report('critical', start, end, 'names a remote file and cuts off what is appended to it')
    return true
  }

  // A NUL cuts a name short.
  const nul = path.indexOf('\0')
  if (nul !== -1) {
    if (
      (!text2 || whole) &&
      text.length < 1024 &&
      /^\0+(?:\.?[a-z0-9]{2,5})?$/.test(path.slice(nul)) &&
      (path.includes('/') || path.length > nul + 2)
    ) {
      report('critical', start, end, "cuts a file's name short with a NUL")
      return true
    }
    path = path.replaceAll('\0', '')
  }

  // Climbing.
  let depth = 0
  let deepest = 0
  let climbs = 0
  let singles = 0
  let escapes = false
  let segment = 0
  const url = path.indexOf('://') !== -1 && path.indexOf('://') < 12
  for (let i = 0; i <= path.length; i++) {
    const code = i < path.length ? path.charCodeAt(i) : 0x2f
    if (code !== 0x2f) continue
    const size = i - segment
    if (size > 0) {
      const kind = dotsOf(path, segment, i)
      if (kind >= 2 && (i < path.length || (segment > 0 && (climbs > 0 || field.where !== 'path')))) {
        climbs++
        depth--
        if (depth < deepest) deepest = depth
        if (kind > 2) singles++
        if (path.charCodeAt(segment + 2) === 0x3b) escapes = true
      } else if (kind === 1) singles++
      else if (size > 0 && kind === 0) depth++
    }
    segment = i + 1
  }
  const separated = path.includes('/')
  let target = ''
  if ((separated || odd || climbs > 0 || path.length < 24) && hinted(path)) target = targetOf(path)
  if (target !== '') {
    const absolute = path.charCodeAt(0) === 0x2f || path.charCodeAt(1) === 0x3a || path.charCodeAt(0) === 0x7e
    const hard =
      target.startsWith('etc/') ||
      target.startsWith('proc/self') ||
      target.endsWith('.ini') ||
      target.startsWith('win') ||
      target.includes('system32') ||
      target.startsWith('.ssh') ||
      target.includes('-inf/')
    if (
      climbs > 0 ||
      (whole && (absolute || hard) && (separated || path.length === target.length)) ||
      (hard && !prose && separated && !url && field.where !== 'header')
    ) {
      report('critical', start, end, `names a file of the system: ${target}`)
      return true
    }
    if (hard || absolute) report('error', start, end, `names a file of the system: ${target}`)
  }
  if (whole && separated && field.where !== 'path' && field.where !== 'header') {
    const rest = path.charCodeAt(1) === 0x3a ? path.slice(2) : path
    for (const directory of directories) {
      if (!rest.startsWith(directory) || rest.length === directory.length) continue
      if (systemFile(rest)) {
        report('critical', start, end, `names a file of the system: ${directory}`)
        return true
      }
    }
  }
  if (escapes) {
    report('critical', start, end, 'climbs with a path parameter: ..;')
    return true
  }
  if (climbs > 0) {
    const inUrl = field.where === 'path' || field.where === 'query'
    const enough = inUrl ? (whole || !hasSpaceBefore(text, start) ? 1 : 2) : whole ? 2 : 6
    const absolute = path.charCodeAt(0) === 0x2f
    if (
      climbs >= enough &&
      (deepest < 0 || climbs >= 3 || field.where === 'path') &&
      (path.length > 3 || climbs > 1) &&
      !(url && climbs < 3)
    ) {
      report('critical', start, end, absolute ? 'climbs out of a directory from the root' : 'climbs out of a directory')
      return true
    }
    if (climbs >= 2 || inUrl) report('warning', start, end, 'climbs to another directory')
  } else if (singles >= 8) report('error', start, end, 'repeats the current directory to cut a name short')
  return false
}

/** Lower case, one kind of separator, no encodings left over, no empty segments. */
function canonical(raw: string, odd: boolean): string {
  let path = raw.toLowerCase()
  if (odd) {
    // What decoders leave of double, overlong and vendor encodings. Each alternative is bounded.
    path = path
      .replace(
        /%(?:25){0,4}(?:%3[25]){0,1}(?:2e|c0%(?:25){0,2}[a2]e|u(?:002e|ff0e|2024|f02e)|e0%80%ae)|%%32%65|%25c0%25ae|0x2e|[\uff0e\u2024\ufe52]/g,
        '.',
      )
      .replace(
        /%(?:25){0,4}(?:2f|5c|c0%(?:25){0,2}[a2]f|c1%(?:25){0,2}[19]c|c0%(?:25){0,2}5c|c1%8s|c1%af|u(?:2215|2216|ff0f|ff3c|2044|002f|005c|f025|eff0)|e0%80%af|%32%66|%35%63)|0x2f|0x5c|[\u2215\u2216\uff0f\uff3c\u2044\u2571]/g,
        '/',
      )
      .replace(/\ufffd{1,6}(?=\.|\/|\ufffd|etc|boot|win|proc|var|$)/g, '/')
      .replace(/[\u0001-\u0008]/g, '')
  }
  if (path.includes('\\')) path = path.replaceAll('\\', '/')
  if (path.includes('//')) path = path.replace(/([^:])\/{2,}/g, '$1/')
  return path
}

/** How many dots the segment is: 0 if it is a name. `..;`, `..?` and `..%` count as two. */
function dotsOf(path: string, start: number, end: number): number {
  let i = start
  while (i < end && path.charCodeAt(i) === 0x2e) i++
  const dots = i - start
  if (dots === 0 || i === end) return dots
  const next = path.charCodeAt(i)
  if (dots >= 2 && (next === 0x3b || next === 0x3f || next === 0x25 || next === 0xfffd || next === 0x2b)) return dots
  return 0
}

/** A quick look: without one of these no target can be there. */
function hinted(path: string): boolean {
  return /etc\/|proc\/|dev\/tcp|\.(?:ini|cnf|conf|log|ssh|aws|kube|docker|inf|dll|asa|php|sys|[a-z]{2,5}_hist|ht)|_log|win|-inf|unattend|ntuser|id_rsa|secrets|inetpub|repair|users\.xml|server\.xml/.test(
    path,
  )
}

/** The file of the system that the path ends in; '' if none. */
function targetOf(path: string): string {
  for (const file of files) {
    const at = path.indexOf(file)
    if (at === -1) continue
    const before = at === 0 ? 0x2f : path.charCodeAt(at - 1)
    if ((before >= 0x61 && before <= 0x7a) || before === 0x2d || before === 0x5f || (before >= 0x30 && before <= 0x39))
      continue
    if (!file.endsWith('/')) {
      const after = path.charCodeAt(at + file.length)
      if (
        (after >= 0x61 &&
          after <= 0x7a &&
          !file.endsWith('_') &&
          !file.startsWith('etc/apache') &&
          !file.startsWith('etc/http')) ||
        after === 0x5f
      )
        continue
    }
    return file
  }
  return ''
}

const logs: readonly string[] = ['acces_log', 'acceslog', 'error_log', 'errorlog', 'ftplog']

/** The path names a file rather than a directory. */
function systemFile(path: string): boolean {
  if (
    path.startsWith('/proc/') ||
    path.startsWith('/var/log') ||
    path.startsWith('/root/.') ||
    path.startsWith('/var/root')
  )
    return true
  if (logs.some((log) => path.includes(log))) return true
  // Only its end tells.
  return /\.(?:conf|cnf|ini|cfg|log|passwd|default|key|pem|crt|db|sql|gz|pid|old|bak|xml|inc|htm|php|dat|\d)$|[._-](?:log|history|config|hosts|allow|deny)$|\/(?:passwd|shadow|group|hosts|log|logs|conf|hostname|profile|issue|environ|fstab|inetd|services|networks|aliases|sudoers|logrotate\.d|modules|mtab|vhcs2|crontab|redhat-release|lsb-release|os-release|[a-z]+-release|default|software|sam|system|security)$/.test(
    path.slice(-64),
  )
}

/** White space stands before `start`: the path is part of a text. */
function hasSpaceBefore(text: string, start: number): boolean {
  const limit = Math.max(0, start - 64)
  for (let i = start - 1; i >= limit; i--) {
    const code = text.charCodeAt(i)
    if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) return true
  }
  return false
}
