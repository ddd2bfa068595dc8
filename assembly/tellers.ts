/** What those say who are asked about the places where they may be woken; compiled from their own sources. */
import { CODE, COMMANDS, PATHS, PERCENT, SIGNATURES, SQLI, SSRF, TEMPLATES, XSS } from '../src/engine/asking/tellers'
import { matters as codeMatters } from '../src/engine/detection/code-injection/matters'
import { matters as commandMatters } from '../src/engine/detection/command-injection/matters'
import { matters as pathMatters } from '../src/engine/detection/path-traversal/matters'
import {
  matters as sqlMatters,
  mattersAmongTokens as sqlMattersAmongTokens,
} from '../src/engine/detection/sqli/matters'
import { matters as urlMatters } from '../src/engine/detection/ssrf/matters'
import { matters as templateMatters } from '../src/engine/detection/templates/matters'
import { matters as scriptMatters } from '../src/engine/detection/xss/matters'
import { begins } from '../src/engine/signatures/begins'
import { beginsEscape } from '../src/engine/views/begins-escape'
import { TELLERS_OF } from './memory'

/** Whether one of those who are asked says yes, or isn't known here. @param asks a bit for each of them */
export function matters(asks: i32, at: i32): bool {
  for (let left = asks; left !== 0; left &= left - 1) if (says(load<u8>(ctz(left), TELLERS_OF), at)) return true
  return false
}

/** The same where punctuation is ordinary. */
export function mattersAmongTokens(asks: i32, at: i32): boolean {
  for (let left = asks; left !== 0; left &= left - 1) {
    if (load<u8>(ctz(left), TELLERS_OF) !== SQLI || sqlMattersAmongTokens(at)) return true
  }
  return false
}

function says(teller: i32, at: i32): bool {
  switch (teller) {
    case SQLI:
      return sqlMatters(at)
    case COMMANDS:
      return commandMatters(at)
    case PATHS:
      return pathMatters(at)
    case SSRF:
      return urlMatters(at)
    case XSS:
      return scriptMatters(at)
    case CODE:
      return codeMatters(at)
    case TEMPLATES:
      return templateMatters(at)
    case PERCENT:
      return beginsEscape(at)
    case SIGNATURES:
      return begins(at)
  }
  return true
}
