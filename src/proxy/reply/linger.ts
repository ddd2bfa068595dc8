import type { Socket } from 'node:net'

const LINGER_MS = 2_000

/**
 * Ends a connection after what was written has gone out. Whatever still comes is thrown away for a moment first: closing
 * on unread bytes resets the connection, and the answer is lost on its way.
 */
export function endGently(socket: Socket, last?: string): void {
  socket.on('error', () => socket.destroy())
  socket.removeAllListeners('data')
  socket.resume()
  socket.end(last ?? '')
  const timer = setTimeout(() => socket.destroy(), LINGER_MS)
  socket.once('end', () => socket.destroySoon())
  socket.once('close', () => clearTimeout(timer))
}
