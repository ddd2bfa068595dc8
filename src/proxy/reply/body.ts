import { STATUS_CODES } from 'node:http'
import { type Head, headerValue } from '../../engine/canonical/head.ts'
import type { ErrorRow } from '../../errors.ts'

export interface AnswerBody {
  readonly contentType: string
  readonly body: string
}

/**
 * The body of an answer of ours in the form that the client understands: `errors[]` for GraphQL, HTML for browsers,
 * problem+json (RFC 9457) for the rest. Says nothing about the rule.
 * @param isGraphql the request is one for a GraphQL server
 */
export function answerBody(row: ErrorRow, requestId: string, head: Head | undefined, isGraphql: boolean): AnswerBody {
  const accept = head ? headerValue(head, 'accept').toLowerCase() : ''
  const title = STATUS_CODES[row.status] ?? 'Error'
  if (isGraphql) {
    const code = title.toUpperCase().replaceAll(' ', '_')
    return {
      contentType: accept.includes('application/graphql-response+json')
        ? 'application/graphql-response+json'
        : 'application/json',
      body: JSON.stringify({ errors: [{ message: row.detail, extensions: { code, requestId } }] }),
    }
  }
  if (accept.includes('text/html') && !accept.includes('json')) {
    // The request id is ours or was checked to be letters, digits, dots and dashes.
    return {
      contentType: 'text/html; charset=utf-8',
      body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${row.status} ${title}</title><h1>${title}</h1><p>${row.detail}</p><p>Request id: <code>${requestId}</code></p></html>\n`,
    }
  }
  return {
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', title, status: row.status, detail: row.detail, requestId }),
  }
}
