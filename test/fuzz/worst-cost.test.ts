import { test } from 'vitest'
import { costsNoMoreThan } from './worst-cost.ts'

test('no input that a short search finds costs far more than ordinary JSON', () => costsNoMoreThan(10_000))
