import { ConnectorError } from '@rollcall/shared/failure'

/** True when a listing failed because of its filter: services say so with 400, 404, 405 or 501, with and without a scimType. */
export function isRefusedFilter(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false
  const isBadRequest = error.kind === 'invalid' && refusals.has(error.code ?? '')
  return isBadRequest || error.kind === 'unsupported' || error.kind === 'not_found'
}

const refusals = new Set(['http_400', 'invalidFilter', 'invalidPath', 'invalidSyntax', 'invalidValue'])
