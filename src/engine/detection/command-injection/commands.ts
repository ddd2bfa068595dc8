/** The commands worth running for an attacker, by how likely their names are ordinary words. */
import { wordsOf } from '../word-list.ts'
import { behindHyphen, cmdletCues, cmdletTails, isCmdlet, isPlainCmdlet } from './cmdlets.ts'
import { families, members, ordinary, products, unmistakable, wrappers } from './names.ts'

/** Nobody writes these by chance: enough alone where a command may stand. */
export const rare = 1
/** Also words or names: need an argument as shells take them, or nothing else in the value. */
export const word = 2
/** Also names of languages and products: need an argument. */
export const product = 3
/** Runs the command that follows. */
export const prefix = 4

const lists: readonly (readonly [kind: number, names: string])[] = [
  ...Object.values(ordinary).map((names) => [word, names] as const),
  [product, products],
  ...Object.values(unmistakable).map((names) => [rare, names] as const),
  [prefix, wrappers],
]

export const commands: ReadonlyMap<string, number> = new Map(
  lists.flatMap(([kind, names]) => wordsOf(names).map((name) => [name, kind] as const)),
)

const heads: ReadonlySet<string> = new Set(wordsOf(families))
const tails: ReadonlySet<string> = new Set(wordsOf(members))

/** Which kind of command the name is; 0 if it isn't known as one. */
export function kindOf(name: string): number {
  const kind = commands.get(name)
  if (kind !== undefined) return kind
  if (commands.has(`${name}.exe`)) return rare
  return isMember(name) || isPlainCmdlet(name) ? rare : 0
}

/** A program of a family: `ansible-console`, `Get-ADUser`. */
export function isMember(name: string): boolean {
  const hyphen = name.indexOf('-')
  return (hyphen > 1 && heads.has(name.slice(0, hyphen)) && tails.has(name.slice(hyphen + 1))) || isCmdlet(name)
}

/** Beginnings of the families' names. */
export const familyCues: readonly string[] = [...[...heads].map((head) => `${head}-`), ...cmdletCues]

/** What stands behind the first hyphen of a command's name: letters and digits, up to what else there may be. */
export const hyphenedParts: ReadonlySet<string> = new Set(
  [...[...commands.keys()].filter((name) => name.includes('-')).map(behindHyphen), ...tails, ...cmdletTails].map(
    (tail) => tail.slice(0, tail.search(/[^a-z0-9]|$/)),
  ),
)

/** The commands of a kind. */
export function commandsOf(kind: number): string[] {
  return [...commands].filter(([, of]) => of === kind).map(([name]) => name)
}

/** By first letter and length: a word may be a command. */
const candidates = new Uint8Array(1024)
const letterAndLength = (first: number, length: number): number => ((first & 31) << 5) | (length & 31)
for (const name of commands.keys()) candidates[letterAndLength(name.charCodeAt(0), name.length)] = 1

/** The letters from `start` to `end` may be a command's name. Never says "no" wrongly; spares most words the look into the map. */
export function mayBeCommand(text: string, start: number, end: number): boolean {
  if (candidates[letterAndLength(text.charCodeAt(start), end - start)] === 0) return false
  return commands.has(text.slice(start, end).toLowerCase())
}

/** Directories and files of the system, which patterns complete to. */
export const directories: readonly string[] = ['bin', 'usr', 'etc', 'sbin', 'dev', 'proc', 'passwd', 'shadow']

/** Of the words, those that no list of English words or of column names holds. */
export const terse: ReadonlySet<string> = new Set([
  'ls',
  'ps',
  'pwd',
  'dir',
  'nc',
  'sh',
  'rm',
  'wc',
  'nl',
  'df',
  'du',
  'uptime',
  'ver',
  'grep',
  'awk',
  'sed',
  'cat',
  'id',
  'hostname',
  'env',
  'dash',
  'bash',
  'ss',
  'uniq',
  'tac',
  'who',
  'w',
  'finger',
  'groups',
  'set',
  'sleep',
  'tail',
  'ping',
])

/** Whose name is a whole command line. */
export const alone: ReadonlySet<string> = new Set([
  'whoami',
  'ifconfig',
  'ipconfig',
  'netstat',
  'systeminfo',
  'tasklist',
  'printenv',
  'quser',
  'qwinsta',
  'get-process',
  'get-childitem',
])

/** Told by what ends a command right behind them, and nothing else: `id;`, `ls#` */
export const closedAtOnce: ReadonlySet<string> = new Set([...alone, 'id', 'ls', 'ps', 'pwd', 'dir', 'uname', 'w'])

/** Whose argument may be a bare number. */
export const counted: ReadonlySet<string> = new Set([
  'sleep',
  'kill',
  'ping',
  'timeout',
  'expr',
  'seq',
  'shutdown',
  'usleep',
  'wait',
])

/** Whose argument is usually quoted. */
export const quoted: ReadonlySet<string> = new Set([
  'echo',
  'grep',
  'printf',
  'sed',
  'awk',
  'expr',
  'eval',
  'sh',
  'bash',
  'perl',
  'python',
  'python3',
  'ruby',
  'php',
  'node',
  'exec',
  'print',
  'cmd',
  'trap',
  'tr',
  'find',
  'xargs',
  'jq',
  'curl',
  'date',
])

/** Functions of programming languages that run a command. */
export const runners: ReadonlySet<string> = new Set([
  'system',
  'exec',
  'passthru',
  'shell_exec',
  'popen',
  'proc_open',
  'pcntl_exec',
  'execsync',
  'spawn',
  'spawnsync',
  'execfile',
  'getoutput',
  'check_output',
  'check_call',
  'call',
  'run',
  'qx',
  'eval',
  'subprocess',
])

/** Variables of every shell. */
export const variables: ReadonlySet<string> = new Set([
  'ifs',
  'path',
  'home',
  'pwd',
  'oldpwd',
  'shell',
  'user',
  'hostname',
  'term',
  'lang',
  'ps1',
  'ps2',
  'ps4',
  'bash',
  'ostype',
  'machtype',
  'hosttype',
  'shellopts',
  'bashopts',
  'uid',
  'euid',
  'random',
  'ps3',
  'comspec',
  'programfiles',
  'systemroot',
  'windir',
  'temp',
  'appdata',
])

/** What people list among their skills. */
export const listed: ReadonlySet<string> = new Set(
  'wget curl nmap tcpdump tshark socat kubectl kubeadm minikube powershell pwsh telnet tmux wmic netsh iptables systemd systemctl gdb strace ltrace netcat masscan mimikatz msfconsole msfvenom irb csh ksh zsh tcsh gawk mawk egrep apt-get aptitude zypper dpkg findstr robocopy crontab tclsh lynx'.split(
    ' ',
  ),
)

/** Products that are shells: nothing else is needed. */
export const shells: ReadonlySet<string> = new Set(['cmd', 'php-cgi', 'gs'])

/** Words for which options begin with a slash: behind them `-x` is prose. */
export const slashing: ReadonlySet<string> = new Set(
  'ver vol del erase copy move ren md rd call path prompt set start title label print query change mode color pause shift goto for open read view look write talk cut more less last restart stop'.split(
    ' ',
  ),
)
