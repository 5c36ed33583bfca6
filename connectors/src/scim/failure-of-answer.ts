import { ConnectorError, type FailureKind } from '@rollcall/shared/failure'
import type { HttpAnswer } from '../http/http-client.ts'
import { retryAfterMs } from '../http/retry-after.ts'
import { errorSchema } from './resources.ts'

/** What an answer other than success means, or undefined for success. The service's own words stay out: they may repeat personal data. */
export function failureOfAnswer(answer: HttpAnswer, host: string, now: Date): ConnectorError | undefined {
  if (answer.status >= 300 && answer.status < 400) return redirected(answer, host)
  if (answer.status >= 200 && answer.status < 300) return isHtml(answer) ? signInPage(host) : undefined
  const scimType = scimTypeOf(answer)
  const { kind, code } = classify(answer.status, scimType)
  const wait = retryAfterMs(answer.headers['retry-after'], now)
  return new ConnectorError(kind, `${host} answered ${answer.status}: ${advice[kind] ?? 'the request was not accepted'}`, {
    code: code ?? scimType ?? `http_${answer.status}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  })
}

/** RFC 7644 table 9. Only these words travel on; anything else is free text. */
const scimTypes = new Set(
  'invalidFilter tooMany uniqueness mutability invalidSyntax invalidPath noTarget invalidValue invalidVers sensitive'.split(' '),
)

const byStatus: Readonly<Record<number, { kind: FailureKind; code?: string }>> = {
  401: { kind: 'unauthorized' },
  403: { kind: 'forbidden' },
  404: { kind: 'not_found' },
  405: { kind: 'unsupported' },
  408: { kind: 'timeout' },
  409: { kind: 'conflict', code: 'uniqueness' },
  410: { kind: 'not_found' },
  412: { kind: 'conflict', code: 'precondition' },
  425: { kind: 'unavailable' },
  428: { kind: 'conflict', code: 'precondition' },
  429: { kind: 'throttled' },
  501: { kind: 'unsupported' },
}

const advice: Partial<Record<FailureKind, string>> = {
  unauthorized: 'the token is wrong or has expired; store a new one in the agent',
  forbidden: 'the token may not do this; widen its rights in the app',
  not_found: 'there is no such resource',
  unsupported: 'it does not offer this; see the settings of the connector',
  conflict: 'the change collides with what is there',
  throttled: 'too many requests; it will be tried again',
  unavailable: 'it is out of order; it will be tried again',
}

function classify(status: number, scimType: string | undefined): { kind: FailureKind; code?: string } {
  const known = byStatus[status]
  if (known !== undefined) return known
  if (status >= 500) return { kind: 'unavailable' }
  // Directus and old Graph bridges answer 400 for a name that is taken (seen 2026-11).
  if (scimType === 'uniqueness') return { kind: 'conflict' }
  if (scimType === 'invalidFilter' || scimType === 'tooMany') return { kind: 'unsupported' }
  return { kind: 'invalid' }
}

function redirected(answer: HttpAnswer, host: string): ConnectorError {
  const target = URL.parse(answer.headers.location ?? '', `https://${host}`)?.host
  if (target === host)
    return new ConnectorError('invalid', `${host} moved the address elsewhere on itself: correct the base URL`, { code: 'redirect' })
  return new ConnectorError(
    'challenge',
    `${host} sends us to another address to sign in: give the connector a token that needs no sign-in`,
    {
      code: 'redirect',
    },
  )
}

function signInPage(host: string): ConnectorError {
  return new ConnectorError(
    'challenge',
    `${host} answered with a web page: a sign-in or proxy page stands before the API, or the base URL is wrong`,
    {
      code: 'html',
    },
  )
}

function isHtml(answer: HttpAnswer): boolean {
  const start = Buffer.from(answer.body.subarray(0, 64)).toString('latin1').trimStart().toLowerCase()
  return (
    /^(text\/html|application\/xhtml)/i.test(answer.headers['content-type'] ?? '') ||
    start.startsWith('<!doctype') ||
    start.startsWith('<html')
  )
}

function scimTypeOf(answer: HttpAnswer): string | undefined {
  try {
    const scimType = errorSchema.parse(JSON.parse(Buffer.from(answer.body).toString())).scimType
    return scimType !== undefined && scimTypes.has(scimType) ? scimType : undefined
  } catch {
    // Not a SCIM error body; the status alone decides.
    return undefined
  }
}
