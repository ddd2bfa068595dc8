import { expect, test } from 'vitest'
import { freeBytes } from './memory.ts'

test('memory that bytes have for themselves is given back, once', () => {
  const alone = Buffer.allocUnsafeSlow(65_536)
  freeBytes(alone)
  expect([alone.length, alone.buffer.byteLength]).toEqual([0, 0])
  freeBytes(alone)
  freeBytes(Buffer.alloc(0))
})

test('memory that others have a part of stays as it is', () => {
  const shared = Buffer.from('two halves')
  const first = shared.subarray(0, 3)
  freeBytes(first)
  freeBytes(shared.subarray(3))
  const pooled = Buffer.allocUnsafe(10)
  freeBytes(pooled)
  expect([first.toString(), shared.length, pooled.length]).toEqual(['two', 10, 10])
})
