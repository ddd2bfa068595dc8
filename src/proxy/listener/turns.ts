import type { Socket } from 'node:net'

/** Requests that one connection may have sent ahead; real clients hardly pipeline at all. */
export const MAX_AHEAD = 64

interface Line {
  busy: boolean
  readonly waiting: (() => void)[]
}

const LINE = Symbol('line')
type Connection = Socket & { [LINE]?: Line }

/**
 * Takes the requests of a connection one after the other, in the order in which they were sent: pipelined ones would
 * otherwise take the upstream's connections from everybody else, and reach the upstream in any order.
 * @returns false if too many are waiting; `run` isn't called then
 */
export function takeTurn(socket: Socket, run: () => void): boolean {
  const connection: Connection = socket
  connection[LINE] ??= { busy: false, waiting: [] }
  const line = connection[LINE]
  if (line.busy) {
    if (line.waiting.length >= MAX_AHEAD) return false
    line.waiting.push(run)
    return true
  }
  line.busy = true
  run()
  return true
}

/** The exchange that had its turn is over. */
export function endTurn(socket: Socket): void {
  const line = (socket as Connection)[LINE]
  if (!line) return
  // Nobody is left to answer what was sent ahead.
  if (socket.destroyed) line.waiting.length = 0
  const next = line.waiting.shift()
  if (next) next()
  else line.busy = false
}

/** Whether an exchange of this connection is under way. */
export function isBusy(socket: Socket): boolean {
  return (socket as Connection)[LINE]?.busy === true
}
