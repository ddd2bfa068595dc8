import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ByteQueue } from './byte-queue.ts'

test('what goes in comes out, in order, however it is cut on either side', () => {
  const step = fc.oneof(
    fc.record({ push: fc.integer({ min: 0, max: 5_000 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 9_000 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const queue = new ByteQueue()
      const [pushed, taken]: Buffer[][] = [[], []]
      let next = 0
      for (const one of steps) {
        if ('push' in one) {
          const chunk = Buffer.from(Array.from({ length: one.push }, () => next++ & 0xff))
          pushed?.push(Buffer.from(chunk))
          queue.push(chunk)
        } else {
          const part = queue.take(one.take)
          expect(part.length).toBeLessThanOrEqual(one.take)
          taken?.push(Buffer.from(part))
        }
      }
      const left = queue.length
      const rest = queue.takeAll()
      expect(rest.length).toBe(left)
      const out = Buffer.concat([...(taken ?? []), rest])
      expect(out.equals(Buffer.concat(pushed ?? []))).toBe(true)
    }),
  )
})

test('one chunk is not copied; a body sent byte by byte takes little more than its size', () => {
  const one = new ByteQueue()
  const chunk = Buffer.from('alone')
  one.push(chunk)
  expect(one.takeAll()).toBe(chunk)
  const many = new ByteQueue()
  for (let i = 0; i < 100_000; i++) many.push(Buffer.from([i & 0xff]))
  let pieces = 0
  while (many.length > 0) {
    many.take(100_000)
    pieces++
  }
  expect(pieces).toBeLessThan(20)
})
