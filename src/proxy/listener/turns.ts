import type { Socket } from 'node:net'

/** Requests that one connection may have sent ahead; real clients hardly pipeline at all. */
export const MAX_AHEAD = 64

/** Whoever has the turn on a connection. */
export interface Turn {
  /**
   * The connection broke.
   * @returns whether it did so in the middle of this one's request, which then ends by itself
   */
  onBroken(code: string): boolean
}

interface Line {
  busy: boolean
  current: Turn | undefined
  /** Undefined as long as nobody has had to wait, which is nearly always. */
  waiting: (() => void)[] | undefined
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
  connection[LINE] ??= { busy: false, current: undefined, waiting: undefined }
  const line = connection[LINE]
  if (line.busy) {
    line.waiting ??= []
    if (line.waiting.length >= MAX_AHEAD) return false
    line.waiting.push(run)
    return true
  }
  line.busy = true
  run()
  return true
}

/** Says who has the turn that `takeTurn` gave. */
export function holdTurn(socket: Socket, turn: Turn): void {
  const line = (socket as Connection)[LINE]
  if (line) line.current = turn
}

/** The connection broke. @returns whether that is the end of whoever has the turn */
export function breakTurn(socket: Socket, code: string): boolean {
  return (socket as Connection)[LINE]?.current?.onBroken(code) ?? false
}

/** The exchange that had its turn is over. */
export function endTurn(socket: Socket): void {
  const line = (socket as Connection)[LINE]
  if (!line) return
  line.current = undefined
  // Nobody is left, or no answer can be given any more, to what was sent ahead.
  if (socket.destroyed || socket.writableEnded) line.waiting = undefined
  const next = line.waiting?.shift()
  if (next) next()
  else line.busy = false
}

/** Whether an exchange of this connection is under way. */
export function isBusy(socket: Socket): boolean {
  return (socket as Connection)[LINE]?.busy === true
}
