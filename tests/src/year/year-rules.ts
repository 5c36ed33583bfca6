import { rowsOf } from '@rollcall/control-plane/database/rows-of'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import type { Account } from '@rollcall/shared/connector/account'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import { deletionDue, type Seen, type Suspicion, suspectIn } from './suspect-access.ts'
import { type Expected, YearBook } from './year-book.ts'
import { approvedSince, type Excuses, readExcuses } from './year-excuses.ts'
import { guardLimit, type YearApp, yearApps } from './year-policy.ts'

const day = 24 * 3_600_000

/** Holds the apps against what HR, policy and administrators said: as they are now, and everything that has changed since the last look. */
export class YearRules {
  readonly book = new YearBook((person) => this.#quietUntil.delete(person))
  /** First time of each. */
  readonly breaches = new Map<string, string>()
  readonly #company: SimulatedCompany
  readonly #quietUntil = new Map<string, number>()
  #changesSeen = -1
  readonly #seen = new Map<string, Seen>()
  /** Since when people are out, without a break. */
  readonly #outSince = new Map<string, number>()
  readonly #usedApprovals = new Set<string>()
  /** By id, and the other way round. */
  #keys: ReadonlyMap<string, string> = new Map()
  #ids: ReadonlyMap<string, string> = new Map()
  #losses: { readonly person: string; readonly at: number }[] = []

  constructor(company: SimulatedCompany) {
    this.#company = company
  }

  /** Everybody's key in HR, by id. */
  async personKeys(): Promise<ReadonlyMap<string, string>> {
    await this.#readKeys()
    return this.#keys
  }

  /** The next instant before `until` at which other things are expected of anybody, whatever the product thinks. */
  nextDue(until: Date): Date | undefined {
    const now = this.#company.at.getTime()
    let next = until.getTime()
    for (const due of this.#quietUntil.values()) if (due > now && due < next) next = due
    return next < until.getTime() ? new Date(next) : undefined
  }

  /** After a new policy everybody is looked at again. */
  forget(): void {
    this.#quietUntil.clear()
  }

  /** What is there now counts as seen, and as done by hand: nobody is blamed for it. */
  async accept(): Promise<void> {
    for (const { id, found } of await this.#changed()) this.#note(id, found, true)
  }

  async look(): Promise<void> {
    const at = this.#company.at.getTime()
    this.book.lookAtOutages(this.#company.apps, at)
    const lossesBefore = this.#losses.length
    await this.#lookAtChanges(at)
    await this.#lookAtState(at)
    if (this.#losses.length > lossesBefore) this.#countLosses(at)
  }

  async #lookAtChanges(at: number): Promise<void> {
    for (const { id, found } of await this.#changed()) {
      const before = this.#seen.get(id)
      if (found === undefined && before !== undefined) this.#judgeDeletion(before, at)
      else if (found !== undefined) await this.#judgeChange(before, found, at)
      this.#note(id, found, false)
    }
  }

  #judgeDeletion({ person, app, account, outAt, isOffByHand }: Seen, at: number): void {
    const expected = this.book.expect(person, at)
    const isNobodys = expected?.neverStarted === true && account.signedIn === 'never'
    this.#lost(person, at)
    if (expected?.phase !== 'over') this.#breach({ person, app, what: 'deleted although they are not out' })
    else if (app !== 'crm') this.#breach({ person, app, what: 'deleted although policy deletes nothing here' })
    else if (expected.comesBack) this.#breach({ person, app, what: 'deleted although they come back' })
    else if (isNobodys) return
    else if (isOffByHand) this.#breach({ person, app, what: 'deleted although somebody else switched it off' })
    else if (outAt === undefined || at - outAt < 30 * day) this.#breach({ person, app, what: 'deleted before 30 days' })
  }

  async #judgeChange(before: Seen | undefined, { person, app, account }: Found, at: number): Promise<void> {
    const expected = this.book.expect(person, at)
    if (expected === undefined) return
    const held = new Set(before?.account.entitlements)
    if (before !== undefined) this.#judgeLoss(before, { account, expected }, at)
    if (account.entitlements.includes('admin') && !held.has('admin'))
      await this.#needsApproval(
        { person, app, what: 'privileged without approval' },
        { what: 'crm/admin', since: before?.lostAdminAt ?? 0 },
      )
    const isGivenBack = before !== undefined && !before.account.active && account.active && before.wasOver
    if (isGivenBack && !expected.isRehire(before.offAt))
      await this.#needsApproval({ person, app, what: 'given back without approval' }, { what: '*', since: before.offAt })
  }

  #judgeLoss(before: Seen, { account, expected }: { account: Account; expected: Expected }, at: number): void {
    const { person, app } = before
    const { state, wanted, kept, isFrozen } = expected.apps[app]
    const lost = before.account.entitlements.filter((key) => !account.entitlements.includes(key))
    const isOff = before.account.active && !account.active
    if (isOff || lost.length > 0) this.#lost(person, at)
    if (isOff && state !== 'off') this.#breach({ person, app, what: 'switched off although they work here' })
    const wrongly = lost.filter((key) => expected.phase !== 'over' && (isFrozen || wanted.has(key) || kept.has(key)))
    if (wrongly.length > 0) this.#breach({ person, app, what: `lost ${wrongly.join(', ')} although it is theirs` })
  }

  async #needsApproval(suspicion: Suspicion, about: { readonly what: '*' | 'crm/admin'; readonly since: number }): Promise<void> {
    const subject = await this.#idOf(suspicion.person)
    const approved = await approvedSince(this.#company, { subject, ...about })
    const fresh = approved.find((id) => about.what === '*' || !this.#usedApprovals.has(id))
    if (fresh === undefined) this.#breach(suspicion)
    else this.#usedApprovals.add(fresh)
  }

  async #lookAtState(at: number): Promise<void> {
    const suspicions: Suspicion[] = []
    const loud = [...this.book.people].filter((person) => (this.#quietUntil.get(person) ?? 0) <= at)
    const accounts = loud.length === 0 ? new Map<string, Seen[]>() : Map.groupBy(this.#seen.values(), ({ person }) => person)
    for (const person of loud) {
      const expected = this.book.expect(person, at)
      if (expected === undefined) continue
      const own = accounts.get(person) ?? []
      const outSince = this.#noteOut(person, own, { expected, at })
      const hasSession = ({ app, account }: Seen) => this.#company.apps.hasSession(app, account)
      const found = yearApps.flatMap((app) =>
        suspectIn({ person, app, expected, own: own.filter((one) => one.app === app), outSince, hasSession, at }),
      )
      const deletions = own.map((seen) => deletionDue(seen, outSince)).filter((time) => time > at)
      if (found.length === 0) this.#quietUntil.set(person, Math.min(expected.until, ...deletions))
      suspicions.push(...found)
    }
    if (suspicions.length === 0) return
    const excuses = await readExcuses(this.#company)
    for (const one of suspicions) if (!this.#isExcused(one, { excuses, id: await this.#idOf(one.person), at })) this.#breach(one)
  }

  #noteOut(person: string, own: readonly Seen[], { expected, at }: { expected: Expected; at: number }): number | undefined {
    if (expected.phase !== 'over') this.#outSince.delete(person)
    else if (!this.#outSince.has(person)) this.#outSince.set(person, at)
    const outSince = this.#outSince.get(person)
    for (const seen of own) if (outSince !== undefined && !seen.account.active) seen.outAt ??= Math.max(outSince, seen.offAt)
    return outSince
  }

  #isExcused({ person, app, isLack, entitlement }: Suspicion, { excuses, id, at }: Excused): boolean {
    const { book } = this
    if (book.isDown(app, at) || book.isByHand(person, app, at) || excuses.waiting.has(id)) return true
    // What somebody loses, or is called, in an app waits a minute for the directory. What the CRM gives waits until it answers.
    const waitsForDirectory =
      book.isDown('directory', at) && app !== 'directory' && (excuses.staged.has(id) || (isLack === true && app === 'crm'))
    return waitsForDirectory || (isLack === true && excuses.asked.has(`${id} ${app}/${entitlement ?? ''}`))
  }

  /** People whom nobody released, and about whom nobody ordered anything. */
  #countLosses(at: number): void {
    this.#losses = this.#losses.filter((loss) => loss.at > at - day)
    const losers = new Set(this.#losses.filter((loss) => !this.book.isBeyondGuard(loss.person, loss.at)).map(({ person }) => person))
    if (losers.size <= guardLimit.least) return
    const active = new Set([...this.#seen.values()].filter(({ account }) => account.active).map(({ person }) => person))
    const here = [...this.book.people].filter(
      (person) => active.has(person) || losers.has(person) || this.book.phaseOf(person, at) === 'inside',
    )
    const limit = Math.min(Math.max(guardLimit.least, Math.floor(here.length / 20)), guardLimit.most)
    if (losers.size > limit)
      this.#breach({ person: `${losers.size} people`, app: 'directory', what: `lost something within a day, of ${limit}` })
  }

  #lost(person: string, at: number): void {
    this.#losses.push({ person, at })
  }

  #breach({ person, app, what }: Suspicion): void {
    const name = `${person} in ${app}: ${what}`
    if (!this.breaches.has(name)) this.breaches.set(name, this.#company.at.toISOString())
  }

  #note(id: string, found: Found | undefined, isByHand: boolean): void {
    if (found === undefined) {
      this.#seen.delete(id)
      return
    }
    const { person, app, account } = found
    const at = this.#company.at.getTime()
    const before = this.#seen.get(id) ?? { ...found, ...firstSight, offAt: at }
    const isOff = before.account.active && !account.active
    const lostAdmin = before.account.entitlements.includes('admin') && !account.entitlements.includes('admin')
    this.#seen.set(id, {
      person,
      app,
      account,
      offAt: isOff ? at : before.offAt,
      isOffByHand: isOff ? isByHand : before.isOffByHand,
      wasOver: isOff ? this.book.phaseOf(person, at) === 'over' : before.wasOver,
      wasUnwanted: isOff ? isUnwanted(this.book.expect(person, at), app) : before.wasUnwanted,
      outAt: account.active || isOff ? undefined : before.outAt,
      lostAdminAt: lostAdmin ? at : before.lostAdminAt,
    })
    this.#quietUntil.delete(person)
  }

  /** Accounts that are not as they were when last looked at; without `found`, those that are gone. */
  async #changed(): Promise<readonly { id: string; found: Found | undefined }[]> {
    const { apps } = this.#company
    if (apps.changes === this.#changesSeen) return []
    this.#changesSeen = apps.changes
    const changed: { id: string; found: Found | undefined }[] = []
    for (const app of yearApps) {
      const accounts = apps.accounts(app)
      for (const account of accounts) {
        const id = `${app} ${account.nativeId}`
        if (this.#seen.get(id)?.account !== account) changed.push({ id, found: { app, account, person: await this.#ownerOf(account) } })
      }
      const there = new Set(accounts.map(({ nativeId }) => `${app} ${nativeId}`))
      for (const [id, seen] of this.#seen) if (seen.app === app && !there.has(id)) changed.push({ id, found: undefined })
    }
    return changed
  }

  /** Accounts from before have the person's key as their native id. */
  async #ownerOf({ externalId, nativeId }: Account): Promise<string> {
    if (externalId === undefined) return nativeId
    if (!this.#keys.has(externalId)) await this.#readKeys()
    return this.#keys.get(externalId) ?? nativeId
  }

  async #idOf(person: string): Promise<string> {
    if (!this.#ids.has(person)) await this.#readKeys()
    return this.#ids.get(person) ?? ''
  }

  async #readKeys(): Promise<void> {
    this.#keys = await readKeys(this.#company)
    this.#ids = new Map([...this.#keys].map(([id, key]) => [key, id]))
  }
}

/** What is off when it is seen first was not switched off by the product. */
const firstSight = { isOffByHand: true, wasOver: false, wasUnwanted: false, outAt: undefined, lostAdminAt: 0 } as const

function isUnwanted(expected: Expected | undefined, app: YearApp): boolean {
  return expected?.apps[app].state === 'off' && !expected.apps[app].isFrozen
}

interface Found {
  readonly person: string
  readonly app: YearApp
  readonly account: Account
}

interface Excused {
  readonly excuses: Excuses
  readonly id: string
  readonly at: number
}

async function readKeys({ ports, organization }: SimulatedCompany): Promise<ReadonlyMap<string, string>> {
  const rows = await ports.database.read((em) =>
    rowsOf(em, Person).select(['id', 'personKey']).where('organization', '=', organization).execute(),
  )
  return new Map(rows.map(({ id, personKey }) => [id, personKey]))
}
