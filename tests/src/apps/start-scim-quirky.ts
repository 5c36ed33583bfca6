import express, { type RequestHandler } from 'express'
import { listen } from './listen.ts'
import type { RunningApp, SeedPerson } from './running-app.ts'
import { delay } from './scim/delay.ts'
import { isBearer } from './scim/is-bearer.ts'
import { quirkyRoutes } from './scim/quirky-routes.ts'
import { ScimDirectory } from './scim/scim-directory.ts'
import { type Throttle, throttle } from './scim/throttle.ts'

export interface ScimQuirkyOptions {
  readonly port?: number
  readonly token: string
  readonly seed: readonly SeedPerson[]
  readonly latencyMs?: number
  /** Default: every 25th request, Retry-After: 1. */
  readonly throttle?: Throttle
}

const usualThrottle: Throttle = { every: 25, retryAfter: '1' }

/** A SCIM 2.0 service of the kind that vendors write in a week; its quirks are listed at `quirkyRoutes`. */
export async function startScimQuirky(options: ScimQuirkyOptions): Promise<RunningApp> {
  const directory = new ScimDirectory(options.seed)
  const app = express().disable('x-powered-by').disable('etag')
  app.use(delay(options.latencyMs ?? 0), authenticate(options.token), throttle(options.throttle ?? usualThrottle), quirkyRoutes(directory))
  const { origin, stop } = await listen(app, options.port)
  return { url: origin, effects: async () => [...directory.effects], stop }
}

function authenticate(token: string): RequestHandler {
  return (request, response, next) => {
    if (isBearer(request.get('authorization'), token)) next()
    else response.status(401).end()
  }
}
