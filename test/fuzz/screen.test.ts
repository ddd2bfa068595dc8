import { test } from 'vitest'
import { screenLosesNothing } from './screen.ts'

test('the screen loses nothing', () => screenLosesNothing(3_000))
