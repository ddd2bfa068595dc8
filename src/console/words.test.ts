import { describe, expect, it } from 'vitest'
import { finding, makeEvent } from '../../test/support/events.ts'
import type { EventFinding } from '../events/schema.ts'
import { answerWords, bodyWordsOf, className, decodingWords, mainFinding, pathText, placeOf } from './words.ts'

describe('decodingWords', () => {
  it.each([
    [[], ''],
    [['percent'], 'percent-decoded'],
    [['percent', 'percent', 'html'], 'percent-decoded twice, then HTML entities decoded'],
    [['base64', 'escapes', 'escapes', 'escapes'], 'base64-decoded, then escape sequences decoded three times'],
    [Array(5).fill('percent'), 'percent-decoded 5 times'],
    [['rot13', 'constructor'], 'decoded as rot13, then decoded as constructor'],
  ])('%j', (views, words) => expect(decodingWords(views)).toBe(words))
})

describe('placeOf', () => {
  const at = (where: string, path: EventFinding['path'], mediaType = '', isName = false) =>
    Object.values(placeOf(finding({ where, path, isName }), mediaType))
  it.each([
    [at('query', ['q']), ['query parameter', 'q']],
    [at('query', []), ['query string', '']],
    [at('query', ['q'], '', true), ['name of query parameter', 'q']],
    [at('header', ['user-agent']), ['header', 'user-agent']],
    [at('path', []), ['path', '']],
    [at('body', ['user', 'names', 0, 'x'], 'application/json'), ['JSON body at', 'user.names[0].x']],
    [at('body', ['a'], 'application/problem+json'), ['JSON body at', 'a']],
    [at('body', ['a'], 'application/x-www-form-urlencoded'), ['form field', 'a']],
    [at('body', [], 'text/plain'), ['text body', '']],
    [at('body', [], 'application/wasm'), ['body', '']],
    [at('elsewhere', []), ['elsewhere', '']],
  ])('%j', (actual, expected) => expect(actual).toEqual(expected))

  it('joins a path whose first step is a number', () => expect(pathText([0, 'a', 1])).toBe('[0].a[1]'))
})

describe('the rest', () => {
  it('names classes, also those that it does not know', () => {
    expect([className('sqli'), className('brand_new'), className('toString')]).toEqual([
      'SQL injection',
      'brand new',
      'toString',
    ])
  })

  it('lists an event under the finding that decided', () => {
    const findings = [{ class: 'xss' }, { class: 'sqli' }]
    expect(mainFinding(makeEvent({ findings, decidedBy: 1 }))?.class).toBe('sqli')
    expect(mainFinding(makeEvent({ findings, decidedBy: -1 }))?.class).toBe('xss')
    expect(mainFinding(makeEvent({ findings: [], decidedBy: -1 }))).toBeUndefined()
  })

  it('says who answered and how much was inspected', () => {
    expect(answerWords(makeEvent())).toBe('403 from Sluice after 1.9 ms')
    expect(answerWords(makeEvent({ verdict: 'passed', durationMs: 1_240 }))).toBe(
      '200 from upstream after 1.2 s, 18.4 ms of it upstream',
    )
    expect(answerWords(makeEvent({ response: { status: 0, from: 'none' } }))).toMatch(/^none; the connection ended/)
    const body = (bytes: number, inspectedBytes: number) =>
      bodyWordsOf(makeEvent({ request: { bytes, inspectedBytes } }))
    expect([body(0, 0), body(1, 1), body(9, 0), body(2_000, 1_000)]).toEqual([
      'no body',
      '1 body byte, all inspected',
      '9 body bytes, not inspected',
      '2,000 body bytes, 1,000 inspected',
    ])
  })
})
