import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { resolveTokens } from '../../src/analysis/access/tokens.ts'
import { type AnalysisServer, startAnalysis } from '../../src/analysis/server.ts'
import type { SluiceEvent } from '../../src/events/schema.ts'
import { CHROMIUM, CHROMIUM_ARGS, hasChromium } from '../support/chromium.ts'
import { finding, HOSTILE_MARKUP, hostileEvent, makeEvent, ndjson } from '../support/events.ts'

const consoleDir = fileURLToPath(new URL('../../dist/console', import.meta.url))
const tokens = resolveTokens({ host: '127.0.0.1', env: {} })
const TIMEOUT_MS = 15_000

let browser: Browser
let server: AnalysisServer
let dataDir: string
/** What a browser complained about: console errors, exceptions, dialogs, violations of the policy. */
let complaints: string[]

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  context.setDefaultTimeout(TIMEOUT_MS)
  const page = await context.newPage()
  page.on('console', (message) => message.type() === 'error' && complaints.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (violation) => {
      console.error(`violates ${violation.violatedDirective}: ${violation.blockedURI}`)
    })
  })
  return page
}

async function openSignedIn(options?: BrowserContextOptions): Promise<Page> {
  const page = await open(options)
  await page.goto(server.oneTimeUrl())
  await page.getByText('Live', { exact: true }).waitFor()
  return page
}

async function ingest(...events: SluiceEvent[]): Promise<void> {
  const response = await fetch(`http://127.0.0.1:${server.address.port}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens.ingestToken}`, 'content-type': 'application/x-ndjson' },
    body: ndjson(events),
  })
  expect(await response.json()).toMatchObject({ accepted: events.length, rejectedCount: 0 })
}

const rowsOf = (page: Page) => page.locator('[data-event]')
const idsOf = (page: Page) => rowsOf(page).evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.event))
const focusedId = (page: Page) => page.evaluate(() => (document.activeElement as HTMLElement).dataset.event)
const newestFirst = (events: SluiceEvent[]) => events.map((event) => event.id).reverse()

/** Events a second apart, the last one the newest. */
const series = (count: number, shape: (index: number) => Parameters<typeof makeEvent>[0] = () => ({})) =>
  Array.from({ length: count }, (_, index) => makeEvent({ at: Date.now() - (count - index) * 1_000, ...shape(index) }))

const withoutChromium = !hasChromium() && process.env.CI !== 'true'

describe.skipIf(withoutChromium)('the console in Chromium', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    if (!existsSync(join(consoleDir, 'index.html'))) throw new Error('dist/console is missing; run: npm run build')
    browser = await chromium.launch({ executablePath: CHROMIUM, args: CHROMIUM_ARGS })
  })
  afterAll(() => browser?.close())

  beforeEach(async () => {
    complaints = []
    dataDir = mkdtempSync(join(tmpdir(), 'sluice-console-'))
    server = await startAnalysis({ ...tokens, port: 0, dataDir, consoleDir, logger: pino({ level: 'silent' }) })
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    await server.close()
    rmSync(dataDir, { recursive: true })
    expect(complaints).toEqual([])
  })

  it('signs in once by URL; the second use shows the form and says why', async () => {
    const url = server.oneTimeUrl()
    const first = await open()
    await first.goto(url)
    await first.getByText('Nothing has been found yet.').waitFor()
    expect(new URL(first.url()).pathname + new URL(first.url()).search).toBe('/')
    expect(await first.evaluate(() => document.cookie)).toBe('')
    await first.reload()
    await first.getByText('Nothing has been found yet.').waitFor()

    const second = await open()
    await second.goto(url)
    await second.getByText('This sign-in link has been used').waitFor()
    expect(await second.context().cookies()).toEqual([])
    // Of two requests the second may be answered, and reported, behind the form.
    await second.waitForLoadState('networkidle')
    // Chromium itself reports the 401 by which the page learns that nobody is signed in.
    expect(complaints.splice(0).join()).toMatch(/401/)
  })

  it('signs in with the view token, not with another, and out again', async () => {
    const page = await open()
    await page.goto(`http://127.0.0.1:${server.address.port}/`)
    const field = page.getByLabel('View token')
    await field.fill(tokens.ingestToken)
    await field.press('Enter')
    await page.getByRole('alert').getByText('isn’t the view token').waitFor()
    await field.fill(tokens.viewToken)
    await field.press('Enter')
    await page.getByText('Nothing has been found yet.').waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await field.waitFor()
    expect(await page.context().cookies()).toEqual([])
    expect(complaints.splice(0).every((each) => each.includes('401'))).toBe(true)
  })

  it('says how to send a first attack, then shows it by itself', async () => {
    const page = await openSignedIn()
    await page.getByText("curl -i 'http://127.0.0.1:8080/search?q=").waitFor()
    const event = makeEvent()
    await ingest(event)
    const sent = performance.now()
    await page.getByRole('link', { name: 'SQL injection' }).waitFor()
    expect(performance.now() - sent).toBeLessThan(4_000)
    expect(await idsOf(page)).toEqual([event.id])

    const newer = makeEvent({ at: Date.now() + 5, verdict: 'would_block', findings: [{ class: 'xss' }] })
    await ingest(newer)
    await page.getByRole('link', { name: 'Cross-site scripting' }).waitFor()
    expect(await idsOf(page)).toEqual([newer.id, event.id])
    await page.getByRole('button', { name: 'Would block' }).getByText('1').waitFor()
  })

  it('filters by verdict and class, keeps both in the URL, and clears them', async () => {
    const events = series(12, (index) => ({
      verdict: (['blocked', 'would_block', 'passed'] as const)[index % 3]!,
      findings: [{ class: index % 2 === 0 ? 'sqli' : 'xss' }],
    }))
    await ingest(...events)
    const page = await openSignedIn()
    const shows = async (wanted: SluiceEvent[]) => {
      await page.waitForFunction((n) => document.querySelectorAll('[data-event]').length === n, wanted.length)
      expect(await idsOf(page)).toEqual(newestFirst(wanted))
    }
    await shows(events)
    await page.getByRole('button', { name: 'Blocked' }).click()
    const blocked = events.filter((event) => event.verdict === 'blocked')
    await shows(blocked)
    await page.getByRole('button', { name: 'Cross-site scripting' }).click()
    const both = blocked.filter((event) => event.findings[0]!.class === 'xss')
    await shows(both)
    expect(new URL(page.url()).hash).toBe('#class=xss&verdict=blocked')
    await page.reload()
    await shows(both)
    expect(await page.getByRole('button', { name: 'Blocked' }).getAttribute('aria-pressed')).toBe('true')
    await page.goBack()
    await shows(blocked)
    await page.getByRole('button', { name: 'Would block' }).click()
    await shows(events.filter((event) => event.verdict !== 'passed'))
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await shows(events)
    await page.goto(`${new URL(page.url()).origin}/#class=nosuch`)
    await page.getByText('No event matches these filters.').waitFor()
  })

  it('pages to older events and back to the newest', async () => {
    const events = series(120)
    await ingest(...events)
    const page = await openSignedIn()
    const all = newestFirst(events)
    for (const start of [0, 50, 100]) {
      await page.locator(`[data-event="${all[start]}"]`).waitFor()
      expect(await idsOf(page)).toEqual(all.slice(start, start + 50))
      if (start < 100) await page.getByRole('button', { name: 'Older events' }).click()
    }
    expect(await page.getByRole('button', { name: 'Older events' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Back to newest' }).click()
    await page.locator(`[data-event="${all[0]}"]`).waitFor()
  })

  it('is walked by keyboard alone', async () => {
    const events = series(5)
    await ingest(...events)
    const ids = newestFirst(events)
    const page = await openSignedIn()
    await rowsOf(page).first().waitFor()

    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the list of events')
    await page.keyboard.press('Enter')
    expect(await focusedId(page)).toBe(ids[0])
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    expect(await focusedId(page)).toBe(ids[2])
    await page.keyboard.press('k')
    expect(await focusedId(page)).toBe(ids[1])
    await page.keyboard.press('End')
    await page.keyboard.press('ArrowDown')
    expect(await focusedId(page)).toBe(ids[4])
    await page.keyboard.press('Home')
    expect(await focusedId(page)).toBe(ids[0])
    const outline = () => page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)
    expect(await outline()).toBe('solid')

    await page.keyboard.press('Enter')
    const detail = page.getByRole('region', { name: 'Event' })
    await detail.getByRole('heading', { name: 'SQL injection' }).first().waitFor()
    await page.waitForFunction(() => document.activeElement?.classList.contains('detail'))
    // The panel follows while one goes on through the list.
    await page.keyboard.press('j')
    await detail.getByText(events.at(-2)!.requestId).waitFor()
    expect(await focusedId(page)).toBe(ids[1])
    await page.keyboard.press('Escape')
    await page.getByText('Choose an event').waitFor()
    await page.waitForFunction((id) => (document.activeElement as HTMLElement).dataset.event === id, ids[1])

    // Every control can be reached, and there is one stop in the list.
    const stops = await page.evaluate(
      () =>
        [...document.querySelectorAll<HTMLElement>('a, button, input')].filter((each) => each.tabIndex === 0).length,
    )
    expect(stops).toBe((await page.locator('button').count()) + 1)
  })

  it('shows why: what matched, where, through which decodings, and the request', async () => {
    const event = makeEvent({
      reason: 'XSS in the JSON body reaches the threshold of 5',
      findings: [
        finding({
          class: 'xss',
          where: 'body',
          path: ['user', 'names', 0],
          views: ['percent', 'percent', 'html'],
          marked: 'hello ¦<svg onload=x>¦ there',
        }),
        finding({ class: 'sqli', excepted: 'report-sql' }),
      ],
      request: {
        method: 'POST',
        target: '/v1/users?x=1',
        mediaType: 'application/json',
        bytes: 2_048,
        inspectedBytes: 1_024,
        headers: [['X-Custom', 'seen']],
      },
      client: { address: '198.51.100.9', peer: '10.0.0.1' },
    })
    await ingest(event)
    const page = await openSignedIn({ permissions: ['clipboard-read', 'clipboard-write'] })
    await rowsOf(page).first().click()
    const detail = page.getByRole('region', { name: 'Event' })
    expect(await detail.locator('mark').first().textContent()).toBe('<svg onload=x>')
    expect(await detail.locator('.excerpt').first().textContent()).toBe('hello <svg onload=x> there')
    const text = (await detail.textContent())!.replace(/\s+/g, ' ')
    for (const words of [
      event.reason,
      'Score 5 of 10; the threshold is 5.',
      'In the JSON body atuser.names[0]',
      'percent-decoded twice, then HTML entities decoded',
      'POST /v1/users?x=1 HTTP/1.1',
      'X-Customseen',
      '2,048 body bytes, 1,024 inspected',
      '198.51.100.9 through 10.0.0.1',
      '403 from Sluice after 1.9 ms',
      'excepted by report-sql',
      `sluice except --event ${event.id}`,
    ]) {
      expect(text).toContain(words)
    }
    await detail.getByRole('button', { name: 'Copy the request id' }).click()
    await detail.getByText('Copied').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(event.requestId)

    // A link to the event opens it, also when it is on another page of the list by then.
    const link = page.url()
    await ingest(...series(60, (index) => ({ at: Date.now() + 1_000 + index })))
    await page.goto('about:blank')
    await page.goto(link)
    await detail.getByText(event.requestId).waitFor()
    expect(await idsOf(page)).not.toContain(event.id)
  })

  it('takes hostile text for text', async () => {
    const event = hostileEvent()
    await ingest(event)
    const page = await openSignedIn()
    await rowsOf(page).first().click()
    const detail = page.getByRole('region', { name: 'Event' })
    expect(await detail.locator('mark').first().textContent()).toBe(HOSTILE_MARKUP)
    expect(await page.title()).toBe('Sluice')
    const injected = await page.evaluate(
      () =>
        document.querySelectorAll(
          '#console img, #console script, #console iframe, #console b:has(b), [onload], [onerror]',
        ).length,
    )
    expect(injected).toBe(0)
    expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(1)
    const everything = await page.evaluate(() => document.documentElement.outerHTML)
    expect(everything).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]|[\u0000-\u0008]|\u001b/)
    for (const drawn of ['U+202E', 'U+2066', 'U+200B', '>NUL<', '>ESC<']) expect(everything).toContain(drawn)
    for (const attribute of await page.evaluate(() =>
      [...document.querySelectorAll('[href]')].map((a) => a.getAttribute('href')),
    )) {
      expect(attribute).toMatch(/^(#|\/)/)
    }
  })

  it('the policy that would stop a script is in force', async () => {
    const page = await openSignedIn()
    await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'document.title = "owned"'
      document.body.append(script)
    })
    expect(await page.title()).toBe('Sluice')
    expect(complaints.splice(0).join()).toMatch(/script-src/)
  })

  it('says that the connection is lost, goes on trying, and recovers', async () => {
    await ingest(makeEvent())
    const page = await openSignedIn()
    await rowsOf(page).first().waitFor()
    await page.context().setOffline(true)
    await page.getByText('Connection lost, retrying').waitFor()
    expect(await rowsOf(page).count()).toBe(1)
    await ingest(makeEvent({ at: Date.now() + 5 }))
    await page.context().setOffline(false)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.waitForFunction(() => document.querySelectorAll('[data-event]').length === 2)
    expect(complaints.splice(0).every((each) => each.includes('ERR_INTERNET_DISCONNECTED'))).toBe(true)
  })

  it.each([
    { width: 390, height: 844, colorScheme: 'light' },
    { width: 390, height: 844, colorScheme: 'dark' },
    { width: 1440, height: 900, colorScheme: 'light' },
    { width: 1440, height: 900, colorScheme: 'dark' },
  ] as const)('fits $width px and can be read in $colorScheme', async ({ width, height, colorScheme }) => {
    const shown = series(8, (index) => ({
      verdict: (['blocked', 'would_block', 'passed'] as const)[index % 3]!,
      findings: (['critical', 'error', 'warning', 'notice'] as const).map((severity) => ({ severity })),
    }))
    await ingest(...shown, hostileEvent({ at: Date.now() + 5 }))
    const page = await openSignedIn({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' })
    const fits = async () => {
      const widest = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(widest).toBeLessThanOrEqual(width)
    }
    await rowsOf(page).first().waitFor()
    await fits()
    expect(await faintTexts(page)).toEqual([])
    await rowsOf(page).first().click()
    const detail = page.getByRole('region', { name: 'Event' })
    await detail.locator('mark').first().waitFor()
    await fits()
    expect(await detail.evaluate((panel) => panel.scrollWidth - panel.clientWidth)).toBe(0)
    expect(await faintTexts(page)).toEqual([])
    // Close it by hand, by the button that this width shows.
    await detail.getByRole('button', { name: 'Back to the list' }).click()
    await rowsOf(page).nth(1).click()
    await detail.getByText('Query string').or(detail.getByText('query parameter')).first().waitFor()
    expect(await faintTexts(page)).toEqual([])
    await page.getByRole('button', { name: 'Back to the list' }).click()
    await page.getByRole('button', { name: 'Blocked' }).click()
    await page.getByRole('button', { name: 'Clear filters' }).waitFor()
    expect(await faintTexts(page)).toEqual([])
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('View token').waitFor()
    await fits()
    expect(await faintTexts(page)).toEqual([])
    expect(complaints.splice(0).every((each) => each.includes('401'))).toBe(true)
  })
})

/** Texts whose contrast with what is behind them is below WCAG's AA: 4.5, or 3 for large ones. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    type Colour = [red: number, green: number, blue: number, alpha: number]
    const parse = (css: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (css.match(/[\d.]+/g) ?? []).map(Number)
      return [red, green, blue, alpha]
    }
    const luminance = ([red, green, blue]: Colour) => {
      const linear = (value: number) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
      return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }
    const behind = (element: Element | null): Colour => {
      for (let each = element; each !== null; each = each.parentElement) {
        const colour = parse(getComputedStyle(each).backgroundColor)
        if (colour[3] === 1) return colour
      }
      return [255, 255, 255, 1]
    }
    const faint: string[] = []
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) {
      const text = texts.currentNode
      const element = text.parentElement
      if (!element || text.textContent?.trim() === '' || element.closest('script, noscript, title')) continue
      const style = getComputedStyle(element)
      const [a, b] = [luminance(parse(style.color)), luminance(behind(element))]
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const size = Number.parseFloat(style.fontSize)
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700)
      if (contrast < (large ? 3 : 4.5)) faint.push(`${contrast.toFixed(2)}: ${text.textContent?.slice(0, 40)}`)
    }
    return faint
  })
}
