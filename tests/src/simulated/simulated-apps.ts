import { createHash } from 'node:crypto'
import type { Account, AccountQuery } from '@rollcall/shared/connector/account'
import type { Step } from '@rollcall/shared/job'

type Outcome = 'changed' | 'already'

interface Performance {
  readonly account: Account | null
  /** Of each step. */
  readonly outcomes: readonly Outcome[]
}

/** Apps as they really are, whatever anybody has recorded of them: what the year is judged by. */
export class SimulatedApps {
  readonly #apps = new Map<string, Map<string, Account>>()
  /** By app and account: names that go on arriving there. Apps show them in no listing. */
  readonly #aliases = new Map<string, readonly string[]>()
  /** By app and account: whoever is let in, comes in, and stays until somebody ends it. Apps show it in no listing. */
  readonly #sessions = new Set<string>()
  /** Apps that do not answer. */
  readonly down = new Set<string>()
  /** How often an account became another. */
  changes = 0
  readonly #mendedAt = new Map<string, Date>()

  accounts(app: string): readonly Account[] {
    return [...(this.#apps.get(app)?.values() ?? [])]
  }

  aliases(app: string, { nativeId }: Pick<Account, 'nativeId'>): readonly string[] {
    return this.#aliases.get(`${app} ${nativeId}`) ?? []
  }

  hasSession(app: string, { nativeId }: Pick<Account, 'nativeId'>): boolean {
    return this.#sessions.has(`${app} ${nativeId}`)
  }

  /** Runs the steps of one job; gives the account as it is afterwards, null for none, and undefined when the app does not answer. */
  perform(app: string, query: AccountQuery, steps: readonly Step[]): Performance | undefined {
    if (this.down.has(app)) return undefined
    const accounts = this.#apps.get(app) ?? new Map<string, Account>()
    this.#apps.set(app, accounts)
    const outcomes = steps.map((step) => this.#run(accounts, { app, query, step }))
    this.changes += steps.length
    return { account: find(accounts, query) ?? null, outcomes }
  }

  /** Every app answers again. */
  mend(at: Date): void {
    for (const app of this.down) this.#mendedAt.set(app, at)
    this.down.clear()
  }

  /** Whether the app does not answer, or did not within this time. */
  wasDown(app: string, { at, withinMs }: { readonly at: Date; readonly withinMs: number }): boolean {
    const mendedAt = this.#mendedAt.get(app)
    return this.down.has(app) || (mendedAt !== undefined && at.getTime() - mendedAt.getTime() < withinMs)
  }

  /** An account that nobody here made, or one that somebody changed by hand. */
  add(app: string, account: Account): void {
    const accounts = this.#apps.get(app) ?? new Map<string, Account>()
    this.#apps.set(app, accounts.set(account.nativeId, account))
    this.changes++
  }

  #run(accounts: Map<string, Account>, { app, query, step }: { app: string; query: AccountQuery; step: Step }): Outcome {
    if (step.verb === 'account.create' || step.verb === 'account.prepare') {
      if (find(accounts, query) !== undefined) throw new Error(`${app} is told to make an account that it has`)
      const { userName, externalId, profile } = step.draft
      const nativeId = createHash('md5').update(`${app} ${externalId}`).digest('hex')
      const fresh = { nativeId, userName, externalId, profile, entitlements: [], signedIn: 'never' as const }
      accounts.set(nativeId, { ...fresh, active: step.verb === 'account.create' })
      if (step.verb === 'account.create') this.#sessions.add(`${app} ${nativeId}`)
      return 'changed'
    }
    const account = find(accounts, query)
    if (account === undefined) throw new Error(`${app} has no account for ${step.verb}`)
    if (step.verb === 'account.rename' && step.alias !== undefined)
      this.#aliases.set(`${app} ${account.nativeId}`, [...this.aliases(app, account), step.alias])
    const key = `${app} ${account.nativeId}`
    if (step.verb === 'account.restore') this.#sessions.add(key)
    const hadSession = (step.verb === 'sessions.end' || step.verb === 'account.delete') && this.#sessions.delete(key)
    if (step.verb === 'account.delete') accounts.delete(account.nativeId)
    else accounts.set(account.nativeId, changed(account, step))
    return hadSession || !isAlready(account, step) ? 'changed' : 'already'
  }
}

function find(accounts: ReadonlyMap<string, Account>, { nativeId, externalId }: AccountQuery): Account | undefined {
  if (nativeId !== undefined) return accounts.get(nativeId)
  return [...accounts.values()].find((account) => account.externalId === externalId)
}

function isAlready({ active, entitlements }: Account, step: Step): boolean {
  if (step.verb === 'account.suspend') return !active
  if (step.verb === 'account.restore') return active
  if (step.verb === 'entitlement.grant') return entitlements.includes(step.entitlement)
  if (step.verb === 'entitlement.revoke') return !entitlements.includes(step.entitlement)
  return step.verb === 'sessions.end'
}

function changed(account: Account, step: Step): Account {
  const { entitlements } = account
  switch (step.verb) {
    case 'account.restore':
      return { ...account, active: true }
    case 'account.suspend':
      return { ...account, active: false }
    case 'account.rename':
      return { ...account, userName: step.userName }
    case 'profile.update':
      return { ...account, profile: { ...account.profile, ...step.profile } }
    case 'entitlement.grant':
      return { ...account, entitlements: [...new Set([...entitlements, step.entitlement])].sort() }
    case 'entitlement.revoke':
      return { ...account, entitlements: entitlements.filter((key) => key !== step.entitlement) }
    default:
      return account
  }
}
