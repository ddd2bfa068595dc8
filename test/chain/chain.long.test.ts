import { test } from 'vitest'
import { isInstalled } from '../support/installed.ts'
import { staysWholeFor } from './chain.ts'

const canRun = isInstalled('haproxy') && isInstalled('nginx')

test.runIf(canRun)('balancer → Sluice → gateway, two minutes (haproxy, nginx)', () => staysWholeFor(120))
