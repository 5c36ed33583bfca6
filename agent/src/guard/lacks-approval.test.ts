import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { connectorPin } from '@rollcall/connectors/catalogue'
import { type ApprovalStatement, effectDigest, type SignedApproval } from '@rollcall/shared/approval'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { ed25519Signer, publicPem } from '@rollcall/shared/envelope/keys'
import type { Job } from '@rollcall/shared/job'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEnrolledHome, type EnrolledHome, openPolicy } from '../../test/enrolled-home.ts'
import { directoryManifest } from '../../test/memory-directory.ts'
import { ada, signJob, testJob } from '../../test/test-job.ts'
import { Spool } from '../spool/spool.ts'
import { judgeJob, type Verdict } from './judge-job.ts'
import { parseLocalPolicy } from './parse-local-policy.ts'

let home: EnrolledHome
let spool: Spool
beforeEach(async () => {
  home = await createEnrolledHome()
  spool = new Spool(home.paths.spool)
})
afterEach(() => {
  spool[Symbol.dispose]()
  home[Symbol.dispose]()
})

const approver = (name: string) => {
  const { privateKey } = generateKeyPairSync('ed25519')
  return { name, signer: ed25519Signer(privateKey), pem: publicPem(createPublicKey(privateKey)) }
}
type Approver = ReturnType<typeof approver>
const [olive, oliveAgain, otto, stranger] = [approver('Olive'), approver('Olive'), approver('Otto'), approver('Eve')]

const rules = (require: string) => {
  const keys = [olive, oliveAgain, otto].map(({ name, pem }) => ({ name, kind: 'ed25519', pem }))
  return `${openPolicy}approvals: { require: ${require}, keys: ${JSON.stringify(keys)} }`
}
const onePerson = rules('[{ verbs: [account.delete] }]')
const twoPeople = rules('[{ verbs: [account.delete], people: 2 }, { verbs: [account.delete], people: 1 }]')

const planHash = 'a'.repeat(64)
const seconds = () => Math.floor(Date.now() / 1000)

function deletion(changes: Partial<Job> = {}): Job {
  return testJob(home.identity, {
    steps: [{ verb: 'account.delete' }],
    class: 'delete',
    cause: { event: 'leaver', rules: [], planHash },
    ...changes,
  })
}

function statementFor({ app, subject, steps, organization }: Job): ApprovalStatement {
  const person = subject?.person ?? `per_${'0'.repeat(32)}`
  return {
    v: 1,
    organization,
    approval: `apr_${'1'.repeat(32)}`,
    member: `mbr_${'2'.repeat(32)}`,
    decision: 'approved',
    planHash,
    effects: [effectDigest({ app, person, account: subject?.account ?? ada, steps })],
    iat: seconds() - 60,
    exp: seconds() + 3_600,
  }
}

async function sign(by: Approver, statement: object): Promise<SignedApproval> {
  const bytes = canonicalJson(statement)
  const signature = Buffer.from(await by.signer.sign(bytes)).toString('base64')
  return { statement: Buffer.from(bytes).toString('base64'), signature: { kind: 'ed25519', keyId: by.signer.keyId, signature } }
}

async function judge(job: Job, policy = onePerson): Promise<Verdict> {
  return judgeJob(await signJob(job, home.trust.jobs), {
    identity: home.identity,
    trust: home.trust.trust,
    spool,
    pinOf: () => connectorPin(directoryManifest),
    policy: parseLocalPolicy('policy', policy),
    at: new Date(),
    driftMs: 0,
  })
}

const refused = { kind: 'refused', refusal: 'approval' }

describe('a job that needs approval', () => {
  test('runs with the signature of somebody whom the local policy knows', async () => {
    const job = deletion()
    expect(await judge({ ...job, approvals: [await sign(olive, statementFor(job))] })).toMatchObject({ kind: 'accepted' })
  })

  test('does not run without one, while other jobs need none', async () => {
    expect(await judge(deletion())).toMatchObject(refused)
    expect(await judge(testJob(home.identity))).toMatchObject({ kind: 'accepted' })
  })

  const lies: readonly [string, (job: Job) => Promise<SignedApproval>][] = [
    ['a stranger’s', (job) => sign(stranger, statementFor(job))],
    [
      'one that names a known key but is a stranger’s',
      async (job) => {
        const { statement, signature } = await sign(stranger, statementFor(job))
        return { statement, signature: { ...signature, kind: 'ed25519', keyId: olive.signer.keyId } }
      },
    ],
    ['a refusal', (job) => sign(olive, { ...statementFor(job), decision: 'refused' })],
    ['one of another plan', (job) => sign(olive, { ...statementFor(job), planHash: 'b'.repeat(64) })],
    ['one of another organization', (job) => sign(olive, { ...statementFor(job), organization: `org_${'9'.repeat(32)}` })],
    ['one of other steps', (job) => sign(olive, statementFor({ ...job, steps: [{ verb: 'account.suspend' }] }))],
    [
      'one about another person',
      (job) => sign(olive, statementFor({ ...job, subject: { person: `per_${'e'.repeat(32)}`, account: ada } })),
    ],
    [
      'one about another account',
      (job) => sign(olive, statementFor({ ...job, subject: { person: `per_${'a'.repeat(32)}`, account: { userName: 'eve' } } })),
    ],
    ['one in another app', (job) => sign(olive, statementFor({ ...job, app: 'erp' }))],
    ['one that has expired', (job) => sign(olive, { ...statementFor(job), exp: seconds() - 1 })],
    ['one from the future', (job) => sign(olive, { ...statementFor(job), iat: seconds() + 600 })],
    ['one with a field that nobody defined', (job) => sign(olive, { ...statementFor(job), more: true })],
    [
      'one whose statement was changed after it was signed',
      async (job) => {
        const { signature } = await sign(olive, { ...statementFor(job), planHash: 'b'.repeat(64) })
        return { ...(await sign(olive, statementFor(job))), signature }
      },
    ],
    [
      'one that is signed in another spelling',
      async (job) => {
        const bytes = Buffer.from(JSON.stringify(statementFor(job), null, 1))
        const signature = Buffer.from(await olive.signer.sign(bytes)).toString('base64')
        return { statement: bytes.toString('base64'), signature: { kind: 'ed25519', keyId: olive.signer.keyId, signature } }
      },
    ],
  ]
  test.each(lies)('does not run with %s', async (_what, lie) => {
    const job = deletion()
    expect(await judge({ ...job, approvals: [await lie(job)] })).toMatchObject(refused)
  })

  test('of two people does not run with the same person twice, under one key or under two', async () => {
    const job = deletion()
    const statement = statementFor(job)
    const other = { ...statement, member: `mbr_${'3'.repeat(32)}` }
    const once = await sign(olive, statement)
    expect(await judge({ ...job, approvals: [once, once] }, twoPeople)).toMatchObject(refused)
    expect(await judge({ ...job, approvals: [once, await sign(olive, other)] }, twoPeople)).toMatchObject(refused)
    expect(await judge({ ...job, approvals: [once, await sign(oliveAgain, other)] }, twoPeople)).toMatchObject(refused)
    expect(await judge({ ...job, approvals: [once, await sign(otto, other)] }, twoPeople)).toMatchObject({ kind: 'accepted' })
  })

  test('needs none in an app that the rule does not name', async () => {
    const elsewhere = rules('[{ verbs: [account.delete], apps: [erp] }]')
    expect(await judge(deletion(), elsewhere)).toMatchObject({ kind: 'accepted' })
    expect(await judge(deletion({ app: 'crm' }), rules('[{ verbs: [account.delete], apps: [erp, crm] }]'))).toMatchObject(refused)
  })

  test('needs none for entitlements that the rule does not name', async () => {
    const grant = (entitlement: string) => testJob(home.identity, { steps: [{ verb: 'entitlement.grant', entitlement }], class: 'grant' })
    const some = rules('[{ verbs: [entitlement.grant], entitlements: [admins, "*-owner"] }]')
    expect(await judge(grant('everyone'), some)).toMatchObject({ kind: 'accepted' })
    expect(await judge(grant('Admins'), some)).toMatchObject(refused)
    expect(await judge(grant('sales-owner'), some)).toMatchObject(refused)
  })

  test('is one that creates too where restoring needs approval, since a creation may turn out to be a restore', async () => {
    const draft = { userName: 'ada', externalId: 'per_ada', profile: {} }
    const job = testJob(home.identity, { steps: [{ verb: 'account.create', draft }], class: 'grant' })
    expect(await judge(job, rules('[{ verbs: [account.restore] }]'))).toMatchObject(refused)
  })
})

describe('a local policy is not usable', () => {
  test.each([
    [
      'when it asks for two people and knows one',
      `approvals: { require: [{ verbs: [account.delete], people: 2 }], keys: ${JSON.stringify([olive].map(({ name, pem }) => ({ name, kind: 'ed25519', pem })))} }`,
      'more people',
    ],
    ['when a key is none', 'approvals: { keys: [{ name: Olive, kind: ed25519, pem: x }] }', 'no usable Ed25519'],
    [
      'when deletions would have entitlements',
      'approvals: { require: [{ verbs: [account.delete], entitlements: [admins] }] }',
      'only entitlement.grant',
    ],
    ['when reading would need approval', 'approvals: { require: [{ verbs: [account.read] }] }', 'reading needs no approval'],
    ['when a field of a key is unknown', 'approvals: { keys: [{ name: Olive, kind: ed25519, pem: x, until: never }] }', 'keys'],
  ])('%s', (_when, text, said) => {
    expect(() => parseLocalPolicy('policy', text)).toThrow(said)
  })
})
