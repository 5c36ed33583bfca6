import { randomBytes } from 'node:crypto'

/** A browser that Stockroom knows by its cookie. */
export interface StockSession {
  readonly id: string
  /** Who is signed in; empty for nobody. */
  userName: string
  nagged: boolean
  flash: string
  requests: number
  /** Tokens handed out in forms and not used yet; each works once. */
  readonly csrf: Set<string>
}

/** The sessions in memory, as PHP's session files would be. */
export class StockroomSessions {
  readonly #sessions = new Map<string, StockSession>()
  readonly #maxRequests: number

  constructor(maxRequests: number) {
    this.#maxRequests = maxRequests
  }

  /** The session of a cookie, or a new one when there is none or it has expired. */
  open(id: string | undefined): StockSession {
    const known = id === undefined ? undefined : this.#sessions.get(id)
    if (known === undefined) return this.#start()
    known.requests += 1
    if (known.userName === '' || known.requests <= this.#maxRequests) return known
    this.#sessions.delete(known.id)
    return this.#start()
  }

  /** Signing in changes the session's id, so a planted cookie gains nothing. */
  signIn(session: StockSession, userName: string): StockSession {
    this.#sessions.delete(session.id)
    const fresh = this.#start()
    fresh.userName = userName
    return fresh
  }

  end(session: StockSession): void {
    this.#sessions.delete(session.id)
  }

  /** How many browsers somebody is signed in with. */
  countOf(userName: string): number {
    return this.#of(userName).length
  }

  endAllOf(userName: string): void {
    for (const session of this.#of(userName)) this.end(session)
  }

  rename(from: string, to: string): void {
    for (const session of this.#of(from)) session.userName = to
  }

  forgetAll(): void {
    this.#sessions.clear()
  }

  #of(userName: string): readonly StockSession[] {
    return [...this.#sessions.values()].filter((session) => session.userName === userName)
  }

  #start(): StockSession {
    const session = { id: newToken(), userName: '', nagged: false, flash: '', requests: 0, csrf: new Set<string>() }
    this.#sessions.set(session.id, session)
    return session
  }
}

export function newCsrf(session: StockSession): string {
  const token = newToken()
  session.csrf.add(token)
  return token
}

/** True the first time that a token of this session comes back. */
export function useCsrf(session: StockSession, token: unknown): boolean {
  return typeof token === 'string' && session.csrf.delete(token)
}

function newToken(): string {
  return randomBytes(16).toString('hex')
}
