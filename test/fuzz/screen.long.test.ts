import { test } from 'vitest'
import { screenLosesNothing } from './screen.ts'

test('the screen loses nothing, for ten minutes', () => screenLosesNothing(1_000_000_000, 600_000))
