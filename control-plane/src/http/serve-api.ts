import type { IncomingMessage } from 'node:http'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import { authenticate, type Caller } from '../organizations/authenticate.ts'
import type { Services } from '../services.ts'
import { appRouter } from './app-router.ts'

const maxBatchSize = 20

/** The API under its path. Who calls is known before a body is read: a roster of 100,000 rows is about 15 MB, but a stranger has nothing to say. */
export function serveApi(services: Services): Router {
  const callers = new WeakMap<IncomingMessage, Caller>()
  const readBodyOf = { member: express.json({ limit: '64mb' }), stranger: express.json({ limit: '64kb' }) }
  const identify = async (request: Request) => {
    const caller = await authenticate(services, request.headers.authorization)
    if (caller !== undefined) callers.set(request, caller)
  }
  const router = Router()
  router.use(requireJson)
  router.use((request, _response, next) => void identify(request).then(() => next(), next))
  router.use((request, response, next) => readBodyOf[callers.has(request) ? 'member' : 'stranger'](request, response, next))
  router.use(
    createExpressMiddleware({ router: appRouter, maxBatchSize, createContext: ({ req }) => ({ services, caller: callers.get(req) }) }),
  )
  return router
}

/** Forms and files would reach procedures too: only JSON may. */
function requireJson(request: Request, response: Response, next: NextFunction): void {
  if (request.method === 'POST' && request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    return void response.status(415).json({ error: 'send JSON' })
  next()
}
