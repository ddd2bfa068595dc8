import { expect, test } from 'vitest'
import { largeUpload } from '../support/large-upload.ts'

test('an attack at 900 MiB of a 1 GiB upload is found, in constant memory', async () => {
  const grown = await largeUpload(1_024, 900)
  console.log(`1 GiB upload: resident memory grew by ${grown.toFixed(0)} MiB`)
  expect(grown).toBeLessThanOrEqual(64)
})
