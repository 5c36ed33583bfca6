import { setTimeout as wait } from 'node:timers/promises'
import type { RequestHandler } from 'express'

/** Makes a server as far away as a real one. */
export function delay(latencyMs: number): RequestHandler {
  return async (_request, _response, next) => {
    if (latencyMs > 0) await wait(latencyMs)
    next()
  }
}
