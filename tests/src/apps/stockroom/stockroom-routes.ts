import express, { type Request, type Response, Router } from 'express'
import type { Effect } from '../running-app.ts'
import { roles, type StockUser } from './stock-user.ts'
import type { StockroomSetup } from './stockroom-options.ts'
import { editPage, listPage, loginPage, messagePage, newUserPage, ownPage, type PageFrame, type UserList } from './stockroom-pages.ts'
import { newCsrf, type StockroomSessions, type StockSession, useCsrf } from './stockroom-sessions.ts'

export interface StockroomState {
  readonly setup: StockroomSetup
  readonly users: Map<string, StockUser>
  readonly effects: Effect[]
  readonly sessions: StockroomSessions
}

type SignedIn = (request: Request, response: Response, session: StockSession) => void

const perPage = 25
const profileNames = { given: 'givenName', family: 'familyName', mail: 'email', dept: 'department', title: 'title' } as const

/** Every address of Stockroom. */
export function stockroomRoutes(state: StockroomState): Router {
  const router = Router()
  router.get('/__effects', (request, response) => {
    if (request.get('effects-token') !== state.setup.effectsToken) response.status(404).send('Not found')
    else response.json(state.effects)
  })
  // For whoever started it: somebody signs in with a browser of their own.
  router.post('/__sign-in/:login', (request, response) => {
    const user = state.users.get(text(request.params.login))
    if (request.get('effects-token') !== state.setup.effectsToken || user?.active !== true) response.status(404).send('Not found')
    else response.json({ cookie: `stockroom=${enter(state, state.sessions.open(undefined), user).id}` })
  })
  router.use((_request, response, next) => {
    if (state.setup.faults.maintenance) response.status(503).set('retry-after', '7').send('Down for stock-taking')
    else setTimeout(next, state.setup.latencyMs)
  })
  router.use(express.urlencoded({ extended: false, limit: '20kb' }))
  addSessionRoutes(router, state)
  addUserRoutes(router, state)
  return router
}

function addSessionRoutes(router: Router, state: StockroomState): void {
  router.get('/', (_request, response) => response.redirect('/users'))
  router.get('/login', (request, response) => sendLogin(state, { session: open(state, request, response), response, error: '' }))
  router.post('/login', (request, response) => {
    const session = open(state, request, response)
    const entered = logIn(state, request, session)
    if ('error' in entered) return sendLogin(state, { session, response, error: entered.error })
    setCookie(response, entered)
    response.redirect(303, '/users')
  })
  router.get('/me', (request, response) => {
    const session = open(state, request, response)
    if (session.userName === '') response.redirect('/login')
    else response.send(ownPage(frame(state, session), session.userName))
  })
  router.get('/logout', (request, response) => {
    state.sessions.end(open(state, request, response))
    response.redirect('/login')
  })
}

function addUserRoutes(router: Router, state: StockroomState): void {
  const { users, setup } = state
  const signedIn = (act: SignedIn) => (request: Request, response: Response) => {
    const session = open(state, request, response)
    if (session.userName === setup.admin.userName) act(request, response, session)
    else response.redirect(session.userName === '' ? '/login' : '/me')
  }
  const posted = (act: SignedIn) =>
    signedIn((request, response, session) => {
      if (useCsrf(session, request.body?.csrf)) act(request, response, session)
      else response.status(403).send(messagePage(frame(state, session), 'This form has been used already'))
    })
  router.get(
    '/users',
    signedIn((request, response, session) => response.send(listPage(frame(state, session), select(state, request)))),
  )
  router.get(
    '/users/new',
    signedIn((_request, response, session) => response.send(newUserPage(frame(state, session), ''))),
  )
  router.post(
    '/users',
    posted((request, response, session) => {
      const error = create(state, request)
      if (error !== undefined) return void response.status(200).send(newUserPage(frame(state, session), error))
      goBack(response, session, 'User has been created')
    }),
  )
  router.get(
    '/users/:login/edit',
    signedIn((request, response, session) => {
      const shown = setup.faults.wrongEditPage ? setup.admin.userName : text(request.params.login)
      const user = users.get(shown)
      if (user === undefined) response.status(404).send(messagePage(frame(state, session), 'No such user'))
      else response.send(editPage(frame(state, session), user, { renamed: setup.faults.renamedButton ?? false, error: '' }))
    }),
  )
  router.post(
    '/users/:login',
    posted((request, response, session) => {
      update(state, request)
      goBack(response, session, 'Changes have been saved')
    }),
  )
  router.post(
    '/users/:login/rename',
    posted((request, response, session) => {
      const error = rename(state, request)
      const user = users.get(text(request.params.login))
      if (error === undefined) return goBack(response, session, 'User has been renamed')
      if (user === undefined) return void response.status(404).send(messagePage(frame(state, session), 'No such user'))
      response.send(editPage(frame(state, session), user, { renamed: setup.faults.renamedButton ?? false, error }))
    }),
  )
  router.post(
    '/users/:login/signout',
    posted((request, response, session) => {
      if (!setup.faults.ignoreSignOut) signOut(state, text(request.params.login))
      goBack(response, session, 'User has been signed out everywhere')
    }),
  )
  router.post(
    '/users/:login/disable',
    posted((request, response, session) => {
      if (!setup.faults.ignoreDisable) setActive(state, request, false)
      if (setup.faults.errorAfterDisable) response.status(500).send('Fatal error in grid.inc on line 812')
      else goBack(response, session, 'User has been disabled')
    }),
  )
  router.post(
    '/users/:login/enable',
    posted((request, response, session) => {
      setActive(state, request, true)
      goBack(response, session, 'User has been re-enabled')
    }),
  )
}

function select(state: StockroomState, request: Request): UserList {
  const query = text(request.query.q)
  const field = request.query.field === 'login' ? 'login' : 'all'
  const found = state.setup.faults.emptyList ? [] : [...state.users.values()].filter((user) => matches(user, query, field)).sort(byUserName)
  const pages = Math.max(1, Math.ceil(found.length / perPage))
  const page = Math.min(Math.max(1, Number(text(request.query.page)) || 1), pages)
  const users = found.slice((page - 1) * perPage, page * perPage)
  const sessionsOf = (userName: string) => state.sessions.countOf(userName)
  return { users, sessionsOf, page, pages, query, field, total: found.length + (state.setup.faults.lostRows ? 3 : 0) }
}

function matches(user: StockUser, query: string, field: string): boolean {
  const wanted = query.toLowerCase()
  if (field === 'login') return user.userName.toLowerCase().startsWith(wanted)
  return `${user.userName} ${user.givenName} ${user.familyName} ${user.email}`.toLowerCase().includes(wanted)
}

function create(state: StockroomState, request: Request): string | undefined {
  const body = request.body
  const userName = text(body.login)
  if (userName === '' || text(body.mail) === '') return 'User name and e-mail are required'
  if (state.users.has(userName)) return 'That user name is taken'
  if (text(body.pw).length < 12) return 'The password is too short'
  state.users.set(userName, {
    userName,
    givenName: text(body.given),
    familyName: text(body.family),
    email: text(body.mail),
    title: text(body.title),
    department: text(body.dept),
    role: roles.find((role) => role === body.role) ?? 'Clerk',
    active: true,
    password: text(body.pw),
    lastSignIn: '',
  })
  record(state, { kind: 'create', userName, detail: body.welcome === undefined ? 'no welcome message' : 'welcome message' })
  return undefined
}

function update(state: StockroomState, request: Request): void {
  const user = state.users.get(text(request.params.login))
  if (user === undefined) return
  const changed: string[] = []
  for (const [name, property] of Object.entries(profileNames)) {
    const value = text(request.body[name])
    if (user[property] === value) continue
    user[property] = value
    changed.push(property)
  }
  if (changed.length > 0) record(state, { kind: 'update', userName: user.userName, detail: changed.join(',') })
}

function rename(state: StockroomState, request: Request): string | undefined {
  const user = state.users.get(text(request.params.login))
  const userName = text(request.body.newlogin)
  if (user === undefined || userName === '') return 'User name is required'
  if (state.users.has(userName)) return 'That user name is taken'
  const { userName: former } = user
  state.users.delete(former)
  user.userName = userName
  state.users.set(userName, user)
  state.sessions.rename(former, userName)
  record(state, { kind: 'rename', userName, detail: former })
  return undefined
}

/** Disabling somebody does not do this: whoever is in stays in. */
function signOut(state: StockroomState, userName: string): void {
  if (state.sessions.countOf(userName) === 0) return
  state.sessions.endAllOf(userName)
  record(state, { kind: 'signout', userName })
}

function setActive(state: StockroomState, request: Request, active: boolean): void {
  const user = state.users.get(text(request.params.login))
  if (user === undefined || user.active === active) return
  user.active = active
  record(state, { kind: active ? 'restore' : 'suspend', userName: user.userName })
}

function record(state: StockroomState, effect: Omit<Effect, 'at'>): void {
  state.effects.push({ at: new Date().toISOString(), ...effect })
}

function logIn(state: StockroomState, request: Request, session: StockSession): StockSession | { readonly error: string } {
  const { admin, faults } = state.setup
  const body = request.body
  if (!useCsrf(session, body?.csrf)) return { error: 'Your session has timed out, please try again' }
  const user = state.users.get(text(body.login))
  const password = user?.userName === admin.userName ? admin.password : (user?.password ?? '')
  const isRight = user?.active === true && password !== '' && text(body.secret) === password
  if (!isRight || faults.loginBroken || faults.captcha) return { error: 'Wrong user name or password' }
  return enter(state, session, user)
}

function enter(state: StockroomState, session: StockSession, user: StockUser): StockSession {
  user.lastSignIn = new Date().toISOString().slice(0, 10)
  return state.sessions.signIn(session, user.userName)
}

function sendLogin(state: StockroomState, page: { session: StockSession; response: Response; error: string }): void {
  const captcha = state.setup.faults.captcha ?? false
  page.response.send(loginPage(frame(state, page.session), { error: page.error, captcha }))
}

function goBack(response: Response, session: StockSession, flash: string): void {
  session.flash = flash
  response.redirect(303, '/users')
}

function frame(state: StockroomState, session: StockSession): PageFrame {
  const { flash } = session
  const signedIn = session.userName !== ''
  const nag = state.setup.nagBanner && signedIn && !session.nagged
  session.flash = ''
  if (nag) session.nagged = true
  return { lang: state.setup.faults.german ? 'de' : 'en', signedIn, flash, nag, csrf: newCsrf(session) }
}

function open(state: StockroomState, request: Request, response: Response): StockSession {
  const cookie = /(?:^|; )stockroom=([0-9a-f]{32})/.exec(request.get('cookie') ?? '')?.[1]
  const session = state.sessions.open(cookie)
  if (session.id !== cookie) setCookie(response, session)
  return session
}

function setCookie(response: Response, session: StockSession): void {
  response.cookie('stockroom', session.id, { httpOnly: true, sameSite: 'lax' })
}

function byUserName(a: StockUser, b: StockUser): number {
  return a.userName < b.userName ? -1 : 1
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : ''
}
