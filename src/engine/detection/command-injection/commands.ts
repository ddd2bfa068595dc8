/** The commands worth running for an attacker, by how likely their names are ordinary words. */

/** Nobody writes these by chance: enough alone where a command may stand. */
export const rare = 1
/** Also words or names: need an argument as shells take them, or nothing else in the value. */
export const word = 2
/** Also names of languages and products: need an argument. */
export const product = 3
/** Runs the command that follows. */
export const prefix = 4

const lists: readonly (readonly [kind: number, names: string])[] = [
  [
    rare,
    `whoami ifconfig ipconfig netstat nslookup wget curl ncat netcat traceroute tracert systeminfo tasklist taskkill uname chmod
    chown chgrp mkfifo mknod certutil bitsadmin wmic rundll32 regsvr32 mshta cscript wscript cmd.exe powershell powershell.exe
    pwsh crontab useradd userdel usermod groupadd adduser getent lsb_release dmesg lsof lsblk mkdir rmdir printenv iptables
    dpkg rpm phpggc base64 base32 xxd hexdump zcat bzcat xzcat zgrep ldd strace ltrace mysqldump pgrep pkill killall nohup
    setsid xterm ssh-keygen sshd scp sftp tftp telnet arp vssadmin schtasks netsh nbtstat qwinsta reg.exe net.exe sc.exe
    hostnamectl systemctl journalctl passwd chpasswd sudoedit visudo chsh chfn egrep fgrep zsh ksh csh tcsh mawk gawk nawk
    gdb tcpdump nmap masscan socat openssl rlwrap pspy linpeas lastlog lastlogin htop vmstat iostat aptitude apt-get
    ansible ansible-playbook ansible-inventory ansible-galaxy terraform kubectl cscli chef-run dnsdomainname domainname
    ypdomainname logname vdir sysctl ftpget ftpput lwp-request lwp-download lynx elinks w3m wish tclsh ruby2 irb
    iwr iex iwmi irm invoke-expression invoke-webrequest invoke-restmethod invoke-command start-process new-object get-wmiobject
    start-bitstransfer invoke-item invoke-wmimethod`,
  ],
  [
    word,
    `cat id ls ps pwd dir type find more less sort time who head tail echo date kill sleep ping host last make cut touch set env
    test rm cp mv w dig nc sh tee tr wc nl od rev tac uniq join paste split diff cmp file stat df du free top mount ip ss route
    at batch watch yes seq expr printf read export alias unset history jobs bg fg wait trap ulimit umask logout exit cd pushd
    ver vol net sc reg del erase copy move ren md rd attrib call start assoc path prompt set tree sed awk grep fold fmt pr
    hostname uptime users groups finger mail locate which whereis shutdown reboot halt init service tar zip unzip gzip gunzip
    vi vim nano ed ex ftp ssh su dash ash rsync iconv strings install ln dd basename dirname look col column shuf timeout nice
    eval source exec xargs bash pip gem apt yum patch script bridge cpan`,
  ],
  [
    product,
    'perl python python2 python3 python2.7 ruby php php5 php7 node nodejs lua gcc cc java javac go rust git npm docker mysql psql sqlite3 mongo redis-cli cmd make cargo',
  ],
  [prefix, 'sudo nohup exec command busybox xargs strace ltrace setsid doas builtin stdbuf time nice timeout'],
]

export const commands: ReadonlyMap<string, number> = new Map(
  lists.flatMap(([kind, names]) => names.split(/\s+/).map((name) => [name, kind] as const)),
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

/** The commands by first letter and length. */
const spelt: (readonly string[] | undefined)[] = Array.from({ length: candidates.length })
for (const name of commands.keys()) {
  const slot = letterAndLength(name.charCodeAt(0), name.length)
  spelt[slot] = [...(spelt[slot] ?? []), name]
}

/** `mayBeCommand` for bytes. */
export function mayBeCommandWord(bytes: Uint8Array, start: number, end: number): boolean {
  const names = start < end ? spelt[letterAndLength(bytes[start] as number, end - start)] : undefined
  if (names === undefined) return false
  for (let i = 0; i < names.length; i++) if (isSpelt(bytes, start, end, names[i] as string)) return true
  return false
}

/** The letters from `start` to `end` are a name. */
function isSpelt(bytes: Uint8Array, start: number, end: number, name: string): boolean {
  if (name.length !== end - start) return false
  for (let i = 0; i < name.length; i++) if (((bytes[start + i] as number) | 0x20) !== name.charCodeAt(i)) return false
  return true
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
])

/** Whose argument may be a bare number. */
export const counted: ReadonlySet<string> = new Set([
  'sleep',
  'kill',
  'ping',
  'timeout',

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
