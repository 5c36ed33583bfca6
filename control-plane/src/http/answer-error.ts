import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import { EnrolmentRefusedError } from '../fleet/enrolment-refused-error.ts'

/** What a caller may know of an error outside the API's procedures; our own faults are logged, here only. */
export function answerError({ log }: { readonly log: Logger }): ErrorRequestHandler {
  // oxlint-disable-next-line max-params -- Express knows an error handler by its four parameters
  return (error: unknown, _request, response, next) => {
    const status = statusOf(error)
    if (status >= 500) log.error({ err: error }, 'a request failed')
    if (error instanceof EnrolmentRefusedError) log.warn('an enrolment was refused')
    if (response.headersSent) return next(error)
    response.status(status).json({ error: error instanceof EnrolmentRefusedError ? error.message : describeStatus(status) })
  }
}

/** Body parsers say in the error what the client did wrong. */
function statusOf(error: unknown): number {
  if (error instanceof EnrolmentRefusedError) return 403
  return typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500
}

function describeStatus(status: number): string {
  if (status === 413) return 'the request is larger than is accepted here'
  return status >= 500 ? 'something failed on our side' : 'the request could not be read'
}
