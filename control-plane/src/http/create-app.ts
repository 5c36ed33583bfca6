import { enrolmentBodySchema } from '@rollcall/shared/wire/enrolment'
import express, { type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import { sessionPath } from '../fleet/agent-sockets.ts'
import { enrolAgent } from '../fleet/enrol-agent.ts'
import type { Services } from '../services.ts'
import { answerError } from './answer-error.ts'
import { serveApi } from './serve-api.ts'
import { builtConsole, serveConsole } from './serve-console.ts'

/** The HTTP side: health, the agents' enrolment, the API, and the console. Bodies are JSON and bounded before anything parses them. */
export function createApp(services: Services): Express {
  const app = express()
  app.disable('x-powered-by')
  app.use(helmet())
  app.get('/health', (_request, response) => void response.json({ status: 'ok' }))
  app.post('/agent/v1/enrol', express.json({ limit: '32kb' }), (request, response, next) => {
    enrol(services, request, response).catch(next)
  })
  app.use('/trpc', serveApi(services))
  app.use(serveConsole({ folder: builtConsole, random: services.random }))
  app.use((_request, response) => void response.status(404).json({ error: 'there is nothing here' }))
  app.use(answerError(services))
  return app
}

async function enrol(services: Services, request: Request, response: Response): Promise<void> {
  const body = enrolmentBodySchema.safeParse(request.body)
  if (!body.success) return void response.status(400).json({ error: 'this is not an enrolment request' })
  const sessionUrl = new URL(sessionPath, services.publicUrl.replace(/^http/, 'ws')).toString()
  const envelope = await enrolAgent({ ...services, jobs: services.signers.jobs, sessionUrl }, body.data.envelope)
  response.json({ trust: services.trust.envelope, envelope })
}
