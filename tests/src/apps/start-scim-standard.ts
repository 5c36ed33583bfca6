import express, { type RequestHandler } from 'express'
import SCIMMYRouters from 'scimmy-routers'
import { listen } from './listen.ts'
import type { RunningApp, SeedPerson } from './running-app.ts'
import { delay } from './scim/delay.ts'
import { isBearer } from './scim/is-bearer.ts'
import { ScimDirectory } from './scim/scim-directory.ts'
import { declareScimmyResources } from './scim/scimmy-resources.ts'

export interface ScimStandardOptions {
  readonly port?: number
  readonly token: string
  readonly seed: readonly SeedPerson[]
  readonly latencyMs?: number
}

/** A SCIM 2.0 service by the book: SCIMMY and its routers (third party) over an in-memory directory. */
export async function startScimStandard({ port, token, seed, latencyMs = 0 }: ScimStandardOptions): Promise<RunningApp> {
  const directory = new ScimDirectory(seed)
  declareScimmyResources()
  const scim = new SCIMMYRouters({
    type: 'bearer',
    handler: (request) => authenticate(request.headers.authorization, token),
    context: () => directory,
  })
  const app = express().disable('x-powered-by').use(delay(latencyMs)).use('/scim/v2', writableQuery, scim)
  const { origin, stop } = await listen(app, port)
  return { url: `${origin}/scim/v2`, effects: async () => [...directory.effects], stop }
}

function authenticate(header: string | undefined, token: string): string {
  if (isBearer(header, token)) return 'client'
  throw new Error('the bearer token is missing or wrong')
}

/** scimmy-routers 1.3.2 turns paging parameters into numbers in place; Express 5 computes `query` anew at each access, so give it one that stays. */
const writableQuery: RequestHandler = (request, _response, next) => {
  Object.defineProperty(request, 'query', { value: { ...request.query }, writable: true })
  next()
}
