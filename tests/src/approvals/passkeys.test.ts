import { randomBytes } from 'node:crypto'
import { requestApproval } from '@rollcall/control-plane/approvals/request-approval'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { JobRecord } from '@rollcall/control-plane/dispatch/job.entity'
import { lockLedger } from '@rollcall/control-plane/ledger/lock-ledger'
import { defaultPolicySettings } from '@rollcall/control-plane/policy/default-settings'
import { Person } from '@rollcall/control-plane/roster/person.entity'
import { effectDigest, type SignedApproval } from '@rollcall/shared/approval'
import { type Id, toId } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { type ApproverPublicKey, verifyApproval } from '@rollcall/shared/verify-approval'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openBrowser } from '../console/open-browser.ts'
import { openControlPlane, type TestControlPlane } from '../stage/open-control-plane.ts'

const account = { nativeId: '7', userName: 'ada@example.test' } as const
const steps: readonly Step[] = [{ verb: 'account.delete' }]

let controlPlane: TestControlPlane
let browser: Browser
let page: Page
let organization: Id<'organization'>
let client: ControlPlaneClient

beforeAll(async () => {
  controlPlane = await openControlPlane()
  const owner = await controlPlane.addOrganization('Larkfield')
  organization = owner.organization
  client = controlPlane.clientOf(owner)
  browser = await openBrowser()
  page = await openOurPage()
  await addAuthenticator(page)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await controlPlane?.[Symbol.asyncDispose]()
})

test('a passkey is made in a browser, signs one request, and its signature travels with the job', async () => {
  const { id } = await client.approverKey.addPasskey.mutate({ name: 'laptop', response: await create() })
  const { approval, job } = await ask()
  const signed = await sign(page, approval)
  expect(await client.approval.vote.mutate({ approval, decision: 'approved', signed })).toEqual({ state: 'approved', missing: 0 })
  const stored = await controlPlane.services.database.read((em) => em.findOneOrFail(JobRecord, { id: job }))
  expect(stored.approvals).toEqual([signed])
  const { keys, site } = await client.approverKey.list.query()
  const [key] = keys
  expect(key).toMatchObject({ id, kind: 'passkey' })
  expect(site).toEqual({ id: 'localhost', origins: [ourOrigin()] })
  const trusted = {
    name: 'Owner',
    kind: 'passkey',
    pem: key?.publicKey ?? '',
    credentialId: key?.credential ?? '',
    rpId: 'localhost',
  } as const
  const believed: ApproverPublicKey = { ...trusted, origins: [ourOrigin()] }
  expect(verifyApproval(signed, [believed])).toMatchObject({ by: 'Owner', statement: { approval, decision: 'approved' } })
  for (const changed of [{ rpId: 'example.test' }, { origins: ['https://example.test'] }, { credentialId: 'AAAA' }])
    expect(verifyApproval(signed, [{ ...believed, ...changed }])).toBeUndefined()
})

test('a passkey’s answer to one request is no answer to another, and none twice', async () => {
  const { approval: first } = await ask()
  const signed = await sign(page, first)
  const { approval: second } = await ask()
  await expect(client.approval.vote.mutate({ approval: second, decision: 'approved', signed })).rejects.toThrow('not this request')
  await expect(client.approval.vote.mutate({ approval: second, decision: 'approved' })).rejects.toThrow('approver key')
  await client.approval.vote.mutate({ approval: first, decision: 'approved', signed })
})

test('a registration is good for one member, once', async () => {
  const response = await create()
  const other = controlPlane.clientOf(await controlPlane.addMember(organization, 'approver'))
  await expect(other.approverKey.addPasskey.mutate({ name: 'mine now', response })).rejects.toThrow('this member')
  await client.approverKey.addPasskey.mutate({ name: 'second', response })
  await expect(client.approverKey.addPasskey.mutate({ name: 'third', response })).rejects.toThrow('try again')
})

/** Passkeys know names only; browsers know `localhost` to be this machine. */
function ourOrigin(): string {
  return controlPlane.url.replace('127.0.0.1', 'localhost')
}

async function openOurPage(): Promise<Page> {
  const opened = await browser.newPage()
  await opened.goto(`${ourOrigin()}/health`)
  return opened
}

/** The browser's own stand-in for a fingerprint reader. */
async function addAuthenticator(on: Page): Promise<void> {
  const session = await on.context().newCDPSession(on)
  await session.send('WebAuthn.enable')
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
  } as const
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { ...options, automaticPresenceSimulation: true } })
}

const registration = z.object({
  id: z.string(),
  rawId: z.string(),
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: z.string(), attestationObject: z.string() }),
})

/** As a page would: options from the control plane, a credential from the browser. Each for another user, since an authenticator replaces that of the same one. */
async function create(): Promise<z.infer<typeof registration>> {
  const { excludeCredentials: _, ...options } = await client.approverKey.passkeyOptions.mutate()
  return registration.parse(
    await page.evaluate(
      async (json) => {
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(json))
        const made = await navigator.credentials.create({ publicKey })
        return JSON.parse(JSON.stringify(made))
      },
      JSON.stringify({ ...options, user: { ...options.user, id: randomBytes(16).toString('base64url') } }),
    ),
  )
}

const assertion = z.object({
  id: z.string(),
  response: z.object({ authenticatorData: z.string(), clientDataJSON: z.string(), signature: z.string() }),
})

async function sign(on: Page, approval: Id<'approval'>): Promise<SignedApproval> {
  const { statement, passkey } = await client.approval.statement.query({ approval, decision: 'approved' })
  const options = {
    challenge: passkey?.challenge,
    rpId: passkey?.rpId,
    allowCredentials: passkey?.credentials.map((id) => ({ id, type: 'public-key' })),
    userVerification: 'required',
  }
  const { id, response } = assertion.parse(
    await on.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(json))
      return JSON.parse(JSON.stringify(await navigator.credentials.get({ publicKey })))
    }, JSON.stringify(options)),
  )
  const plain = (text: string) => Buffer.from(text, 'base64url').toString('base64')
  const { authenticatorData, clientDataJSON, signature } = response
  return {
    statement,
    signature: {
      kind: 'passkey',
      credentialId: id,
      authenticatorData: plain(authenticatorData),
      clientDataJson: plain(clientDataJSON),
      signature: plain(signature),
    },
  }
}

/** Somebody's account is to be deleted, and its job waits for the owner of the organization. */
async function ask(): Promise<{ approval: Id<'approval'>; job: Id<'job'> }> {
  const { database, now, random } = controlPlane.services
  const [person, job, other] = [toId('person', random(16)), toId('job', random(16)), toId('job', random(16))]
  const approval = await database.transact(async (em) => {
    await lockLedger(em, organization)
    const row = em.create(Person, newPerson(person, now()))
    const lifecycle = em.create(Case, newCase(person, now()))
    const need = { route: 'operators', scope: ['wiki'], owner: null } as const
    const effects = [effectDigest({ app: 'wiki', person, account, steps })]
    const wanted = { lifecycle, person: row, need, effects, requestedBy: [], settings: defaultPolicySettings.approvals }
    const request = await requestApproval(em, wanted, { at: now(), random })
    em.create(JobRecord, { ...newJob(person, now()), id: job, case: lifecycle.id, approval: request.id, state: 'waiting' })
    em.create(JobRecord, {
      ...newJob(person, now()),
      id: other,
      case: lifecycle.id,
      approval: null,
      state: 'waiting',
      waitsUntil: new Date(now().getTime() + 3_600_000),
      stage: 9,
    })
    return request.id
  })
  return { approval, job }
}

function newPerson(id: Id<'person'>, at: Date) {
  const facts = { personKey: id, givenName: 'Ada', familyName: 'Byron', engagements: [] }
  const common = { organization, source: toId('source', Buffer.alloc(16)), personKey: id, facts, factsDigest: '0'.repeat(64) }
  return {
    ...common,
    id,
    presence: 'present',
    missingSince: null,
    status: 'active',
    recordedAt: at,
    wakeAt: null,
    needsPlanning: false,
  } as const
}

function newCase(person: Id<'person'>, at: Date) {
  const hashes = { planHash: 'a'.repeat(64), planSalt: 'c2FsdA', saltedPlanHash: 'b'.repeat(64), policyDigest: 'c'.repeat(64) }
  const plan = { kind: 'leaver', apps: [], tasks: [], left: [], lost: [], approval: null } as const
  const times = { effectiveAt: at, recordedAt: at, openedAt: at, closedAt: null, ledgerFrom: 0, ledgerTo: null }
  return {
    id: toId('case', randomBytes(16)),
    organization,
    person,
    kind: 'leaver',
    state: 'running',
    reason: null,
    plan,
    ...hashes,
    ...times,
  } as const
}

function newJob(person: Id<'person'>, at: Date) {
  const none = {
    leaseUntil: null,
    cancellation: null,
    failure: null,
    outcome: null,
    startedAt: null,
    finishedAt: null,
    agent: null,
  } as const
  return {
    organization,
    person,
    app: 'wiki',
    event: 'leaver',
    account,
    steps,
    rules: [],
    attempt: 0,
    fence: 0,
    notBefore: at,
    createdAt: at,
    ...none,
  } as const
}
