import { ConnectorError, type FailureKind } from '@rollcall/shared/failure'

/** What an exchange that got no answer means. `where` is the host only: a path may hold a person's name. */
export function transportFailure(error: unknown, where: string): ConnectorError {
  if (error instanceof ConnectorError) return error
  const code = codeOf(error)
  const kind = kindOf(error, code)
  return new ConnectorError(kind, `${where} ${sentences[kind] ?? 'could not be reached'}`, {
    ...(code === undefined ? {} : { code }),
    cause: error,
  })
}

const sentences: Partial<Record<FailureKind, string>> = {
  timeout: 'did not answer in time; the request may or may not have taken effect',
  invalid: 'shows a certificate that this machine does not trust: add its authority to the agent, or correct the address',
}

/** No retry cures these. */
const certificateCodes = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const timeoutCodes = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT'])

function kindOf(error: unknown, code: string | undefined): FailureKind {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout'
  if (code === undefined) return 'unavailable'
  if (timeoutCodes.has(code)) return 'timeout'
  return certificateCodes.has(code) ? 'invalid' : 'unavailable'
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^[A-Za-z0-9_.-]{1,64}$/.test(error.code) ? error.code : undefined
}
