import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { effectDigest, type SignedApproval } from '@rollcall/shared/approval'
import { approverKeyProof } from '@rollcall/shared/approver-key-proof'
import { toCivilDate } from '@rollcall/shared/civil-date'
import { digestOf } from '@rollcall/shared/digest'
import { ed25519Signer, publicPem } from '@rollcall/shared/envelope/keys'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { ApprovalRequest } from '../src/approvals/approval-request.entity.ts'
import { readStatement } from '../src/approvals/read-statement.ts'
import { requestApproval } from '../src/approvals/request-approval.ts'
import { type VoteCommand, type VoteOutcome, voteOnApproval } from '../src/approvals/vote-on-approval.ts'
import { Case } from '../src/cases/case.entity.ts'
import type { Dialect } from '../src/database/database.ts'
import { JobRecord } from '../src/dispatch/job.entity.ts'
import { lockLedger } from '../src/ledger/lock-ledger.ts'
import { addApproverKey } from '../src/organizations/add-approver-key.ts'
import { createMember } from '../src/organizations/create-organization.ts'
import { linkMember } from '../src/organizations/link-member.ts'
import type { Role } from '../src/organizations/roles.ts'
import type { PlannedApproval } from '../src/planning/plan.ts'
import { saltedPlanHash } from '../src/planning/salted-plan-hash.ts'
import { defaultPolicySettings } from '../src/policy/default-settings.ts'
import type { ApprovalSettings } from '../src/policy/policy.ts'
import { savePolicy } from '../src/policy/save-policy.ts'
import { Person } from '../src/roster/person.entity.ts'
import { TestFleet } from './test-fleet.ts'

const document = `version: 1
company: { timeZone: Europe/Berlin }
apps: { wiki: { title: Wiki, account: { userName: person.workEmail } } }
rules: [{ name: all, when: "true", grant: [wiki] }]
`
export const account = { nativeId: '7', userName: 'ada@example.test' } as const
const steps: readonly Step[] = [{ verb: 'account.delete' }]
const otherSteps: readonly Step[] = [{ verb: 'account.suspend' }]

interface Wanted {
  readonly need?: Partial<PlannedApproval>
  readonly requestedBy?: readonly Id<'member'>[]
  readonly settings?: Partial<ApprovalSettings>
}

/** An organization with people, members and a case of which one job waits for approval and another, in another app, is under way. */
export class TestApprovals implements AsyncDisposable {
  readonly fleet: TestFleet
  readonly source = toId('source', Buffer.alloc(16, 5))
  case: Id<'case'> = `cas_${'0'.repeat(32)}`
  approval: Id<'approval'> = `apr_${'0'.repeat(32)}`

  private constructor(fleet: TestFleet) {
    this.fleet = fleet
  }

  static async open(dialect: Dialect): Promise<TestApprovals> {
    const opened = new TestApprovals(await TestFleet.open(dialect))
    const { organization, member } = opened.fleet.owner
    await savePolicy(opened.fleet.services, { organization, member, document })
    return opened
  }

  get services() {
    return this.fleet.services
  }

  async addPerson(personKey: string, managerKey: string | null = null): Promise<Id<'person'>> {
    const id = toId('person', this.services.random(16))
    const engagement = { engagementKey: personKey, type: 'employee' as const, startDate: toCivilDate('2020-01-01'), managerKey }
    const facts = { personKey, givenName: personKey, familyName: 'Byron', engagements: [engagement] }
    await this.services.database.transact(
      async (em) =>
        void em.create(Person, {
          id,
          organization: this.fleet.owner.organization,
          source: this.source,
          personKey,
          facts,
          factsDigest: digestOf(facts),
          presence: 'present',
          missingSince: null,
          status: 'active',
          recordedAt: this.fleet.at,
          wakeAt: null,
          needsPlanning: false,
        }),
    )
    return id
  }

  async addMember(role: Role, personKey?: string): Promise<Id<'member'>> {
    const { organization, member: by } = this.fleet.owner
    const { member } = await createMember(this.services, { organization, by, name: `${role} ${personKey ?? ''}`, role })
    if (personKey !== undefined) await this.link(member, personKey)
    return member
  }

  link(member: Id<'member'>, personKey: string): Promise<void> {
    return linkMember(this.services, { organization: this.fleet.owner.organization, by: this.fleet.owner.member, member, personKey })
  }

  /** The subject's case, and the request for a part of it. */
  async request(person: Id<'person'>, { need, requestedBy = [], settings }: Wanted = {}): Promise<ApprovalRequest> {
    const { database, random } = this.services
    const { organization } = this.fleet.owner
    const effects = [effectDigest({ app: 'wiki', person, account, steps })]
    const request = await database.transact(async (em) => {
      await lockLedger(em, organization)
      const lifecycle = em.create(Case, this.#newCase(person))
      const wanted: PlannedApproval = { route: 'operators', scope: ['wiki'], owner: null, ...need }
      const row = await em.findOneOrFail(Person, { id: person })
      const asked = {
        lifecycle,
        person: row,
        need: wanted,
        effects,
        requestedBy,
        settings: { ...defaultPolicySettings.approvals, ...settings },
      }
      return requestApproval(em, asked, { at: this.fleet.at, random })
    })
    this.case = request.case
    this.approval = request.id
    await this.#addJob({ app: 'wiki', person, steps, approval: request.id, state: 'waiting' })
    await this.#addJob({ app: 'mail', person, steps: otherSteps, approval: null, state: 'leased' })
    return request
  }

  vote(by: Id<'member'>, command: Partial<VoteCommand> = {}): Promise<VoteOutcome> {
    const { organization } = this.fleet.owner
    return voteOnApproval(this.services, { organization, by, approval: this.approval, decision: 'approved', ...command })
  }

  /** What a vote of the member has to be signed over. */
  async statement(by: Id<'member'>, decision: 'approved' | 'refused' = 'approved'): Promise<Buffer> {
    const { organization } = this.fleet.owner
    const { statement } = await readStatement(this.services, { organization, by, approval: this.approval, decision })
    return Buffer.from(statement, 'base64')
  }

  /** Gives the member a key; the answer signs with it. */
  async addKey(member: Id<'member'>): Promise<{ id: string; sign: (bytes: Uint8Array) => Promise<SignedApproval> }> {
    const { privateKey } = generateKeyPairSync('ed25519')
    const signer = ed25519Signer(privateKey)
    const { organization } = this.fleet.owner
    const challenge = this.services.challenges.issue(member, this.fleet.at)
    const proof = Buffer.from(await signer.sign(approverKeyProof({ organization, member, challenge }))).toString('base64')
    const publicKey = publicPem(createPublicKey(privateKey))
    const id = await addApproverKey(this.services, { organization, member, name: 'key', publicKey, challenge, proof })
    const sign = async (bytes: Uint8Array): Promise<SignedApproval> => {
      const signature = Buffer.from(await signer.sign(bytes)).toString('base64')
      return { statement: Buffer.from(bytes).toString('base64'), signature: { kind: 'ed25519', keyId: signer.keyId, signature } }
    }
    return { id, sign }
  }

  stored(): Promise<ApprovalRequest> {
    return this.services.database.read((em) => em.findOneOrFail(ApprovalRequest, { id: this.approval }))
  }

  /** The job that waits for approval, as it is now. */
  job(): Promise<JobRecord> {
    return this.services.database.read((em) => em.findOneOrFail(JobRecord, { approval: this.approval }))
  }

  async entries(kind: string) {
    return (await this.fleet.entries()).filter(({ t }) => t.startsWith(kind))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.fleet[Symbol.asyncDispose]()
  }

  #newCase(person: Id<'person'>) {
    const why = { because: ['grace over'], why: ['30 days have passed since the account was switched off'] }
    const app = { app: 'wiki', account, steps: steps.map((step) => ({ step, ...why })), stage: 0, requires: [], approval: null }
    const plan = { kind: 'leaver' as const, apps: [app], tasks: [], left: [], lost: [], approval: null }
    const planSalt = 'c2FsdA'
    return {
      id: toId('case', this.services.random(16)),
      organization: this.fleet.owner.organization,
      person,
      kind: 'leaver' as const,
      state: 'running' as const,
      reason: null,
      plan,
      planHash: digestOf(plan),
      planSalt,
      saltedPlanHash: saltedPlanHash(plan, planSalt),
      policyDigest: 'a'.repeat(64),
      effectiveAt: this.fleet.at,
      recordedAt: this.fleet.at,
      openedAt: this.fleet.at,
      closedAt: null,
      ledgerFrom: 0,
      ledgerTo: null,
    }
  }

  async #addJob(
    job: Pick<JobRecord, 'app' | 'steps' | 'state'> & { person: Id<'person'>; approval: Id<'approval'> | null },
  ): Promise<void> {
    const id = await this.fleet.queue({ app: job.app, person: job.person, case: this.case, account, steps: job.steps })
    await this.services.database.transact((em) => em.nativeUpdate(JobRecord, { id }, { approval: job.approval, state: job.state }))
  }
}
