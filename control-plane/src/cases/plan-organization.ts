import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { activePolicy } from '../policy/active-policy.ts'
import type { Policy } from '../policy/policy.ts'
import type { Person } from '../roster/person.entity.ts'
import { assessPeople } from './assess-people.ts'
import type { Assessment } from './assess-person.ts'
import { openedEntries } from './case-entries.ts'
import { type CaseDecision, decideCase } from './decide-case.ts'
import { closeCase, endCase } from './end-case.ts'
import { EntryBatch } from './entry-batch.ts'
import { GuardBook } from './guard-book.ts'
import type { Moment } from './moment.ts'
import { openCase } from './open-case.ts'
import { type CaseWithJobs, openCasesOf } from './open-cases-of.ts'

/** Looks anew at people of one organization, and opens, leaves or ends their cases. Without an active policy they go on waiting. */
export async function planOrganization(em: EntityManager, people: readonly Person[], moment: Moment): Promise<void> {
  const organization = people[0]?.organization
  const active = organization === undefined ? undefined : await activePolicy(em, organization)
  if (organization === undefined || active === undefined) return
  const { policy } = active
  const { at } = moment
  const assessments = await assessPeople(em, { organization, people, policy, at })
  const open = await openCasesOf(
    em,
    people.map(({ id }) => id),
  )
  const pass = new Pass({
    em,
    moment,
    policy,
    guard: new GuardBook(em, { organization, at, limits: policy.guard }),
    entries: new EntryBatch(),
  })
  for (const person of people) {
    const assessment = assessments.get(person.id)
    if (assessment !== undefined) await pass.look(person, assessment, open.get(person.id))
  }
  await pass.finish(organization)
}

interface PassParts {
  readonly em: EntityManager
  readonly moment: Moment
  readonly policy: Policy
  readonly guard: GuardBook
  readonly entries: EntryBatch
}

/** One pass over an organization's people: counters and ledger entries are shared, and written once at its end. */
class Pass {
  readonly #parts: PassParts

  constructor(parts: PassParts) {
    this.#parts = parts
  }

  async look(person: Person, assessment: Assessment, open: CaseWithJobs | undefined): Promise<void> {
    person.status = assessment.status
    person.wakeAt = assessment.wakeAt
    person.needsPlanning = false
    const { outcome } = assessment
    const decision = decideCase({ outcome, open, recordedAt: person.recordedAt, policyDigest: this.#parts.policy.digest })
    if (decision.kind === 'end' && open !== undefined) await this.#end(open, decision.state)
    if (decision.kind === 'open') await this.#open(person, { decision, open, effectiveAt: assessment.effectiveAt })
  }

  async finish(organization: Id<'organization'>): Promise<void> {
    await this.#parts.entries.append(this.#parts.em, organization, this.#parts.moment)
  }

  async #end({ lifecycle }: CaseWithJobs, state: 'closed' | 'cancelled' | 'superseded'): Promise<void> {
    const { em, moment, entries } = this.#parts
    if (state === 'closed') return entries.addLast(lifecycle, closeCase(lifecycle, moment.at))
    const reason = state === 'superseded' ? 'replanned' : 'no_longer_needed'
    entries.addLast(lifecycle, await endCase(em, { lifecycle, state, reason, moment }))
  }

  async #open(
    person: Person,
    {
      decision,
      open,
      effectiveAt,
    }: { decision: Extract<CaseDecision, { kind: 'open' }>; open: CaseWithJobs | undefined; effectiveAt: Date },
  ): Promise<void> {
    const { em, moment, policy, guard, entries } = this.#parts
    if (open !== undefined) await this.#end(open, 'superseded')
    const { plan, reason } = decision
    const verdict = await guard.judge(person.id, plan)
    const tripped = verdict.kind === 'held' ? verdict.tripped : []
    const lifecycle = openCase(em, { person, plan, policyDigest: policy.digest, effectiveAt, tripped, reason }, moment)
    entries.addFirst(lifecycle, openedEntries(lifecycle, person, tripped))
  }
}
