import type { Detector } from '../types.ts'
import { codeInjection } from './code-injection/detector.ts'
import { commandInjection } from './command-injection/detector.ts'
import { jndi } from './jndi/detector.ts'
import { pathTraversal } from './path-traversal/detector.ts'
import { sqli } from './sqli/detector.ts'
import { ssrf } from './ssrf/detector.ts'
import { templates } from './templates/detector.ts'
import { xss } from './xss/detector.ts'

/** Every grammar detector, cheap first. */
export const detectors: readonly Detector[] = [
  jndi,
  pathTraversal,
  ssrf,
  templates,
  codeInjection,
  xss,
  commandInjection,
  sqli,
]
