import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'

/** An API with holes: it puts what it is told into SQL and into HTML. */
export interface VulnerableApi {
  readonly url: string
  /** Requests that reached it. */
  readonly requests: number
  close(): Promise<unknown>
}

const MAX_BODY = 1_048_576

export async function startVulnerableApi(): Promise<VulnerableApi> {
  const db = new DatabaseSync(':memory:')
  db.exec(`CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT, price REAL);
    CREATE TABLE accounts (id INTEGER PRIMARY KEY, login TEXT, secret TEXT);
    INSERT INTO products (name, price) VALUES ('keyboard', 42.5), ('cable', 9.99), ('lamp', 17);
    INSERT INTO accounts (login, secret) VALUES ('ana', 'correct horse'), ('ben', 'battery staple');`)
  let requests = 0
  const server: Server = createServer(async (req, res) => {
    requests++
    const url = new URL(req.url ?? '/', 'http://a')
    const body = await read(req)
    const answer = (status: number, type: string, text: string) =>
      res.writeHead(status, { 'content-type': type }).end(text)
    const query = (sql: string) => {
      try {
        const rows = db.prepare(sql).all()
        answer(rows.length > 0 ? 200 : 404, 'application/json', JSON.stringify({ rows }))
      } catch (error) {
        answer(500, 'application/json', JSON.stringify({ error: `SQLite error 1: ${(error as Error).message}` }))
      }
    }
    switch (url.pathname) {
      case '/':
        answer(
          200,
          'text/html',
          '<a href="/products?id=1">a</a><a href="/search?name=lamp">b</a><a href="/hello?name=ana">c</a>' +
            '<form action="/login" method="post"><input name="login" value="ana"><input name="secret" value="x"></form>',
        )
        return
      case '/products':
        query(`SELECT id, name, price FROM products WHERE id = ${url.searchParams.get('id')}`)
        return
      case '/search':
        query(`SELECT id, name, price FROM products WHERE name = '${url.searchParams.get('name')}' ORDER BY id`)
        return
      case '/login': {
        const form = req.headers['content-type']?.includes('json')
          ? (parse(body) as { login?: unknown })
          : Object.fromEntries(new URLSearchParams(body))
        query(`SELECT id FROM accounts WHERE (login = '${form.login}' AND secret <> '')`)
        return
      }
      case '/hello':
        answer(200, 'text/html', `<html><body>Hello ${url.searchParams.get('name')}</body></html>`)
        return
      default:
        answer(404, 'application/json', '{}')
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return requests
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve)).finally(() => db.close())
    },
  }
}

async function read(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream) if (text.length < MAX_BODY) text += chunk
  return text
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
