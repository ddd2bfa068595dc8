import { Connection } from '../proxy/connection.ts'
import { prepared } from '../proxy/prepared.ts'

/**
 * Clients by the thousand, a process of its own: opens keep-alive connections, sends over them, keeps them idle. Takes a
 * `ClientOrder` as a message and answers with a `ClientReport`.
 */
export type ClientOrder =
  /** Opens connections until there are so many; each carries one GET, so that it is a connection between requests. */
  | { readonly type: 'open'; readonly port: number; readonly connections: number }
  /** Sends requests over the connections in turn, so many at a time. */
  | { readonly type: 'work'; readonly requests: number; readonly inFlight: number }
  /** Sends a POST over each, but for the last byte of its JSON body. */
  | { readonly type: 'hold'; readonly bodyBytes: number }

export interface ClientReport {
  /** Answers of this order by the client's end of the connection, `127.0.0.2:40001`. */
  readonly answers: Readonly<Record<string, number>>
}

/** The loopback has as many addresses as one likes, and each has ports of its own. */
const ADDRESSES = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4']
/** Connections that are opened at the same time. */
const OPENING = 256
const ORDER_MS = 60_000

/** GETs and small bodies in turn, as an API has them. */
const REQUESTS = [prepared('GET'), prepared('POST 1 KB JSON')].map(({ bytes }) => bytes)

/** Open connections, the client's address of each, and its answers in the order that is carried out. */
const clients = new Map<Connection, { readonly address: string; answers: number }>()
/** What becomes of a connection whose answer has come, and of the order when something fails. */
let onAnswer: (connection: Connection) => void = () => {}
let onFailure: (error: Error) => void = () => {}

function connectFrom(address: string, port: number, first: Buffer): void {
  const connection = new Connection({
    port,
    localAddress: address,
    onOpen: (opened) => opened.send(0, first),
    onAnswer: (answered, status) => {
      const client = clients.get(answered)
      if (client) client.answers++
      if (status === 200) onAnswer(answered)
      else onFailure(new Error(`an answer with status ${status}`))
    },
    onGone: (_, error) => onFailure(error),
  })
  clients.set(connection, { address, answers: 0 })
}

function open(port: number, connections: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const first = prepared('GET').bytes[0] as Buffer
  let ready = clients.size
  const one = () => {
    if (clients.size < connections) connectFrom(ADDRESSES[clients.size % ADDRESSES.length] as string, port, first)
  }
  onAnswer = () => {
    if (++ready === connections) resolve()
    else one()
  }
  if (ready === connections) resolve()
  for (let i = 0; i < OPENING; i++) one()
  return promise
}

/** @param inFlight at most as many as there are connections */
function work(requests: number, inFlight: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  /** Whose turn it is; a connection stands at the end again once it is answered. */
  const turns = [...clients.keys()]
  let begun = 0
  let answered = 0
  const next = () => {
    if (begun === requests) return
    const kind = REQUESTS[begun % REQUESTS.length] as readonly Buffer[]
    const bytes = kind[Math.floor(begun / REQUESTS.length) % kind.length] as Buffer
    ;(turns[begun++] as Connection).send(0, bytes)
  }
  onAnswer = (connection) => {
    turns.push(connection)
    if (++answered === requests) resolve()
    else next()
  }
  for (let i = 0; i < inFlight; i++) next()
  return promise
}

const HOLD_HEAD = 'POST /api/v1/customers HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: application/json\r\n'

/** Resolves at once: what is held, only the proxy knows. */
async function hold(bodyBytes: number): Promise<void> {
  const body = `{"note":"${'a'.repeat(bodyBytes - 11)}"}`
  const bytes = Buffer.from(`${HOLD_HEAD}Content-Length: ${body.length}\r\n\r\n${body.slice(0, -1)}`)
  for (const connection of clients.keys()) connection.send(0, bytes)
}

function carryOut(order: ClientOrder): Promise<void> {
  switch (order.type) {
    case 'open':
      return open(order.port, order.connections)
    case 'work':
      return work(order.requests, order.inFlight)
    case 'hold':
      return hold(order.bodyBytes)
  }
}

process.on('message', async (order: ClientOrder) => {
  for (const client of clients.values()) client.answers = 0
  const failure = new Promise<never>((_, reject) => {
    onFailure = reject
  })
  const stall = setTimeout(() => onFailure(new Error(`${order.type} took more than ${ORDER_MS} ms`)), ORDER_MS)
  try {
    await Promise.race([carryOut(order), failure])
    const answers = [...clients].map(([{ localPort }, client]) => [`${client.address}:${localPort}`, client.answers])
    process.send?.({ answers: Object.fromEntries(answers) } satisfies ClientReport)
  } catch (error) {
    process.send?.({ error: `${order.type}: ${(error as Error).message}` })
  } finally {
    clearTimeout(stall)
  }
})
process.on('disconnect', () => process.exit(0))
