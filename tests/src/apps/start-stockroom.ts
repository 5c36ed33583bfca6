import express from 'express'
import { z } from 'zod'
import { listen } from './listen.ts'
import type { Effect, RunningApp, SeedPerson } from './running-app.ts'
import { toStockUser } from './stockroom/stock-user.ts'
import { type StockroomOptions, type StockroomSetup, stockroomOptionsSchema } from './stockroom/stockroom-options.ts'
import { stockroomRoutes } from './stockroom/stockroom-routes.ts'
import { StockroomSessions } from './stockroom/stockroom-sessions.ts'

export interface RunningStockroom extends RunningApp {
  /** Broken and repaired while it runs. */
  readonly faults: StockroomSetup['faults']
  /** Signs somebody in with a browser of their own; gives its cookie. It is in as long as `isSignedIn` says so. */
  signIn(userName: string): Promise<string>
  isSignedIn(cookie: string): Promise<boolean>
  /** As a restart would: everyone has to sign in again. */
  forgetSessions(): void
}

/**
 * Stockroom: a legacy web app with a session, CSRF tokens that work once, a paged user table, a confirm dialog and no API.
 * `effects` is what its server saw; over HTTP it needs the `effects-token` header, so only who started it can read it.
 */
export async function startStockroom(options: StockroomOptions): Promise<RunningStockroom> {
  const setup = stockroomOptionsSchema.parse(options)
  const effects: Effect[] = []
  const users = new Map([administrator(setup), ...setup.people].map((person) => [person.userName, toStockUser(person)]))
  const app = express().disable('x-powered-by')
  const sessions = new StockroomSessions(setup.sessionRequests ?? Number.MAX_SAFE_INTEGER)
  app.use(stockroomRoutes({ setup, users, effects, sessions }))
  const { origin, stop } = await listen(app)
  return {
    url: origin,
    effects: async () => effects,
    stop,
    faults: setup.faults,
    signIn: (userName) => signIn(origin, userName, setup.effectsToken),
    isSignedIn: async (cookie) => (await fetch(`${origin}/me`, { headers: { cookie }, redirect: 'manual' })).ok,
    forgetSessions: () => sessions.forgetAll(),
  }
}

async function signIn(origin: string, userName: string, effectsToken: string): Promise<string> {
  const headers = { 'effects-token': effectsToken }
  const answer = await fetch(`${origin}/__sign-in/${encodeURIComponent(userName)}`, { method: 'POST', headers })
  if (!answer.ok) throw new Error(`${userName} cannot sign in to Stockroom`)
  return z.object({ cookie: z.string() }).parse(await answer.json()).cookie
}

function administrator(setup: StockroomSetup): SeedPerson {
  const { userName } = setup.admin
  return {
    userName,
    givenName: 'Stock',
    familyName: 'Room',
    email: `${userName}@stockroom.example`,
    active: true,
    groups: ['Administrator'],
  }
}
