import { enrolmentBodySchema } from '@rollcall/shared/wire/enrolment'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import { sessionPath } from '../fleet/agent-sockets.ts'
import { EnrolmentRefusedError, enrolAgent } from '../fleet/enrol-agent.ts'
import { authenticate } from '../organizations/authenticate.ts'
import type { Services } from '../services.ts'
import { appRouter } from './app-router.ts'
import { builtConsole, serveConsole } from './serve-console.ts'

/** A roster of 100,000 rows is about 15 MB; as JSON text a little more. */
const bodyLimit = '64mb'

/** The HTTP side: health, the agents' enrolment, the API, and the console. Bodies are JSON and bounded before anything parses them. */
export function createApp(services: Services): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }))
  app.post(
    '/agent/v1/enrol',
    express.json({ limit: '32kb' }),
    (request, response, next) => void enrol(services, request, response).catch(next),
  )
  app.use(
    '/trpc',
    requireJson,
    express.json({ limit: bodyLimit }),
    createExpressMiddleware({
      router: appRouter,
      maxBatchSize: 20,
      createContext: async ({ req }) => ({ services, caller: await authenticate(services.database, req.headers.authorization) }),
    }),
  )
  app.use(serveConsole({ folder: builtConsole, random: services.random }))
  app.use((_request, response) => void response.status(404).json({ error: 'there is nothing here' }))
  app.use(onError(services))
  return app
}

async function enrol(services: Services, request: Request, response: Response): Promise<void> {
  const body = enrolmentBodySchema.safeParse(request.body)
  if (!body.success) return void response.status(400).json({ error: 'this is not an enrolment request' })
  const sessionUrl = new URL(sessionPath, services.publicUrl.replace(/^http/, 'ws')).toString()
  const envelope = await enrolAgent({ ...services, jobs: services.signers.jobs, sessionUrl }, body.data.envelope)
  response.json({ trust: services.trust.envelope, envelope })
}

/** Forms and files would reach procedures too: only JSON may. */
function requireJson(request: Request, response: Response, next: () => void): void {
  if (request.method === 'POST' && request.headers['content-type']?.split(';')[0]?.trim() !== 'application/json')
    return void response.status(415).json({ error: 'send JSON' })
  next()
}

function onError(services: Services): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    if (error instanceof EnrolmentRefusedError) return void response.status(403).json({ error: error.message })
    const status = typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number' ? error.status : 500
    if (status >= 500) services.log.error({ err: error }, 'a request failed')
    response.status(status).json({
      error:
        status === 413
          ? `the request is larger than ${bodyLimit}`
          : status >= 500
            ? 'something failed on our side'
            : 'the request could not be read',
    })
  }
}
