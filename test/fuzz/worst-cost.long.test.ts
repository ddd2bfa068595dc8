import { test } from 'vitest'
import { costsNoMoreThan } from './worst-cost.ts'

test('no input that five minutes of searching find costs far more than ordinary JSON', () => costsNoMoreThan(300_000))
