import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const ESTABLISHED = '01'

/**
 * Which of some processes holds the server's end of each connection to a port of 127.0.0.1, by the client's end as
 * `127.0.0.2:40001`. From /proc: the table of TCP connections names a socket by its inode, and so does a descriptor.
 */
export function holders(port: number, pids: readonly number[]): Map<string, number> {
  const pidOfInode = new Map(pids.flatMap((pid) => socketsOf(pid).map((inode) => [inode, pid] as const)))
  const found = new Map<string, number>()
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/)
    if (state !== ESTABLISHED || portOf(local as string) !== port) continue
    const pid = pidOfInode.get(inode as string)
    if (pid !== undefined) found.set(endOf(remote as string), pid)
  }
  return found
}

function socketsOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${descriptor}`))?.[1] ?? []
    } catch {
      // Closed since the folder was read.
      return []
    }
  })
}

/** `0100007F:9C41`: the address as the processor orders its bytes, here the lowest first. */
function endOf(hex: string): string {
  const bytes = [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
  return `${bytes.join('.')}:${portOf(hex)}`
}

function portOf(hex: string): number {
  return Number.parseInt(hex.slice(9), 16)
}
