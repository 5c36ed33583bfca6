import type { RequestHandler } from 'express'

export interface Throttle {
  /** Every so many-th request is turned away; 0 turns none away. */
  readonly every: number
  /** The Retry-After header as sent; left out where undefined. */
  readonly retryAfter?: string
}

/** 429 at fixed places in the sequence of requests, so that a run can be repeated. */
export function throttle({ every, retryAfter }: Throttle): RequestHandler {
  let requests = 0
  return (_request, response, next) => {
    requests += 1
    if (every === 0 || requests % every !== 0) return next()
    if (retryAfter !== undefined) response.set('retry-after', retryAfter)
    response.status(429).end()
  }
}
