/** Which file of a server a path names. */
import { buildAutomaton } from '../../automaton.ts'
import { directories } from './directories.ts'
import { files } from './targets.ts'

/** A quick look: without one of these no target can be there. */
const hint =
  /etc\/|proc\/|dev\/tcp|\.(?:ini|cnf|conf|log|ssh|aws|azure|kube|docker|inf|dll|asa|php|sys|env|git|svn|npmrc|netrc|pgpass|boto|s3cfg|gnupg|my\.|pass|[a-z]{2,6}rc|[a-z]{2,6}_hist|ht)|sess_|_log|win|-inf|unattend|ntuser|id_[rde]|secrets|inetpub|repair|users\.xml|server\.xml|web\.config|\.config|\/sam$|root\//

const { column, next, shift, outputs } = buildAutomaton(files)

/** The file of the system that the path names, the first of the list; '' if none. One walk, however many files there are. */
export function targetOf(path: string): string {
  if (!hint.test(path)) return ''
  let best = files.length
  let state = 0
  for (let i = 0; i < path.length; i++) {
    const code = path.charCodeAt(i)
    state = code > 0xff ? 0 : (next[(state << shift) | (column[code] as number)] as number)
    const ids = outputs[state]
    if (ids === undefined) continue
    for (const id of ids) {
      const file = files[id] as string
      if (id < best && standsAlone(path, i + 1 - file.length, file)) best = id
    }
  }
  return files[best] ?? ''
}

function standsAlone(path: string, at: number, file: string): boolean {
  if (at > 0 && isWord(path.charCodeAt(at - 1))) return false
  return file.endsWith('/') || isEnd(path.charCodeAt(at + file.length), file)
}

function isWord(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || code === 0x2d || code === 0x5f || (code >= 0x30 && code <= 0x39)
}

/** The name ends there, but for those that begin names: `id_rsa.pub`, `/etc/apache2`. */
function isEnd(next: number, file: string): boolean {
  if (file.endsWith('_') || file.startsWith('etc/apache') || file.startsWith('etc/http')) return true
  // `win.ini`, not the `win32` of addresses and folders.
  if (file === 'windows/win' && next === 0x33) return false
  return !((next >= 0x61 && next <= 0x7a) || next === 0x5f)
}

/** Nobody names it but to read it, wherever it stands. */
export function isSecret(target: string): boolean {
  return (
    target.startsWith('etc/') ||
    target.startsWith('proc/self') ||
    target.endsWith('.ini') ||
    target.startsWith('win') ||
    target.includes('system32') ||
    target.startsWith('.ssh') ||
    target.includes('-inf/')
  )
}

/** The directory of the system in which the absolute path names a file; '' if none. */
export function systemDirectoryOf(path: string): string {
  const rest = path.charCodeAt(1) === 0x3a ? path.slice(2) : path
  for (const directory of directories) {
    if (rest.startsWith(directory) && rest.length > directory.length && isSystemFile(rest)) return directory
  }
  return ''
}

const logs: readonly string[] = ['acces_log', 'acceslog', 'error_log', 'errorlog', 'ftplog']
const wholeDirectories: readonly string[] = [
  '/proc/',
  '/var/log',
  '/root/.',
  '/var/mail/',
  '/var/spool/cron',
  '/var/lib/mysql/',
  '/sys/class/',
  '/run/secrets/',
  '/sys/kernel/',
  '/var/root',
  '/private/var/log',
  '/windows/',
]
const fileName =
  /\.(?:conf|cnf|ini|cfg|log|passwd|default|key|pem|crt|db|sql|gz|pid|old|bak|xml|inc|htm|php|dat|sh|ya?ml|json|evtx?|inf|dll|exe|env|plist|properties|keytab|jks|p12|pfx|rdb|\d)$|[._-](?:log|history|config|hosts|allow|deny)$|\/(?:passwd|shadow|group|gshadow|hosts|log|logs|conf|hostname|profile|issue|environ|environment|fstab|inetd|services|networks|aliases|sudoers|logrotate\.d|modules|mtab|vhcs2|crontab|redhat-release|lsb-release|os-release|[a-z]+-release|[a-z]+_version|default|software|sam|system|security|motd|bashrc|protocols|shells|exports|machine-id|ld\.so\.preload|wtmp|utmp|btmp|lastlog|syslog|messages|dmesg|secure|maillog|cron)$|\/cron\.[a-z]{1,7}\/[a-z]|\/rc\.local$/

/** The path names a file rather than a directory. Only its end tells. */
function isSystemFile(path: string): boolean {
  if (wholeDirectories.some((directory) => path.startsWith(directory))) return true
  return logs.some((log) => path.includes(log)) || fileName.test(path.slice(-64))
}
