import { expect, test } from 'vitest'
import { largeUpload } from '../support/large-upload.ts'

test('an attack at 56 MiB of a 64 MiB upload is found, in constant memory', async () => {
  const grown = await largeUpload(64, 56)
  console.log(`64 MiB upload: resident memory grew by ${grown.toFixed(0)} MiB`)
  expect(grown).toBeLessThanOrEqual(64)
}, 120_000)
