import { test } from 'vitest'
import { isInstalled } from '../support/installed.ts'
import { staysWholeFor } from './chain.ts'

const canRun = isInstalled('haproxy') && isInstalled('nginx')

test.runIf(canRun)(
  'balancer → Sluice → gateway: Sluices are replaced under traffic (haproxy, nginx)',
  () => staysWholeFor(20),
  120_000,
)
