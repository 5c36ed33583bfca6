import { writeFileSync } from 'node:fs'
import { connectorPin } from '@rollcall/connectors/catalogue'
import { digestOf, sha256Hex } from '@rollcall/shared/digest'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Job, Step } from '@rollcall/shared/job'
import { firstPrevious } from '@rollcall/shared/receipt'
import { receiptDisagreement } from '@rollcall/shared/receipt-disagreement'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEnrolledHome, type EnrolledHome, openPolicy } from '../../test/enrolled-home.ts'
import { directoryManifest, MemoryDirectory } from '../../test/memory-directory.ts'
import { type RunningExecutor, startExecutor } from '../../test/running-executor.ts'
import { ada, offerAgain, suspend, testJob } from '../../test/test-job.ts'

let home: EnrolledHome
let app: MemoryDirectory
let running: RunningExecutor

beforeEach(async () => {
  home = await createEnrolledHome()
  app = new MemoryDirectory()
  running = startExecutor(home, app)
})
afterEach(async () => {
  await running[Symbol.asyncDispose]()
  home[Symbol.dispose]()
})

const jobOf = (...steps: readonly Step[]): Job => testJob(home.identity, { steps: [...steps] })
const draft = { ...ada, profile: { title: 'Engineer' } }
const create: Step = { verb: 'account.create', draft }
const grant: Step = { verb: 'entitlement.grant', entitlement: 'sales' }
const revoke: Step = { verb: 'entitlement.revoke', entitlement: 'sales' }
const busy = (retryAfterMs = 5) => new ConnectorError('throttled', 'slow down', { retryAfterMs })

function lastDisclosures(): unknown {
  const frame = running.frames().findLast(({ kind }) => kind === 'receipt')
  return frame?.kind === 'receipt' ? Object.fromEntries(frame.disclosures.map(({ name, value }) => [name, value])) : undefined
}

async function restart(): Promise<void> {
  await running[Symbol.asyncDispose]()
  running = startExecutor(home, app)
}

describe('a step is read, changed and read back', () => {
  test('an active account is suspended once, and the receipt commits to both states', async () => {
    app.add(ada)
    const receipt = await running.run(jobOf(suspend))
    expect(app.calls).toEqual(['find', 'suspend', 'find'])
    expect(receipt).toMatchObject({ outcome: 'done', sequence: 1, previous: firstPrevious })
    expect(receipt.steps).toMatchObject([{ index: 0, outcome: 'changed', endsSessions: 'yes', reconciled: false }])
    expect(receipt.steps[0]?.exchanges).toMatchObject([{ method: 'PATCH', status: 200 }])
    expect(lastDisclosures()).toMatchObject({ 'steps.0.before': { active: true }, 'steps.0.after': { active: false } })
  })

  test('one read-back serves as the next step’s first read', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    await running.run(jobOf(revoke, suspend))
    expect(app.calls).toEqual(['find', 'revoke', 'find', 'suspend', 'find'])
  })

  test('what is already so is not changed', async () => {
    app.add({ ...ada, active: false })
    const receipt = await running.run(jobOf(suspend))
    expect(app.effects).toEqual([])
    expect(receipt.steps).toMatchObject([{ outcome: 'already' }])
  })

  test('a joiner is created and granted, and a second joiner job finds everything done', async () => {
    expect(await running.run(jobOf(create, grant))).toMatchObject({
      outcome: 'done',
      steps: [{ outcome: 'changed' }, { outcome: 'changed' }],
    })
    const again = await running.run(jobOf(create, grant))
    expect(again).toMatchObject({ outcome: 'done', sequence: 2, steps: [{ outcome: 'already' }, { outcome: 'already' }] })
    expect(app.effects).toEqual(['create', 'grant'])
  })

  test('a profile changes only where it differs', async () => {
    app.add({ ...ada, profile: { title: 'Engineer', department: 'R&D' } })
    await running.run(jobOf({ verb: 'profile.update', profile: { title: 'Lead', department: 'R&D' } }))
    expect(app.get(ada.userName)?.profile).toEqual({ title: 'Lead', department: 'R&D' })
  })

  test('an effect that does not show within the manifest’s time is unverified', async () => {
    app.add(ada)
    app.after = (call) => {
      const account = app.get(ada.userName)
      if (call === 'suspend' && account) app.accounts.set(account.nativeId, { ...account, active: true })
    }
    const receipt = await running.run(jobOf(suspend, revoke))
    expect(receipt).toMatchObject({ outcome: 'failed', steps: [{ outcome: 'failed', failure: { kind: 'unverified' } }] })
  })
})

describe('whose account it is', () => {
  test('an absent account counts as suspended only after a probe', async () => {
    expect(await running.run(jobOf(suspend))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already' }] })
    expect(app.calls).toEqual(['find', 'probe'])
    expect(lastDisclosures()).toEqual({ 'steps.0.after': null })
  })

  test('a probe that fails leaves the question open', async () => {
    app.before = (call) => {
      if (call === 'probe') throw new ConnectorError('unauthorized', 'no')
    }
    expect(await running.run(jobOf(suspend))).toMatchObject({ outcome: 'failed', steps: [{ failure: { kind: 'unauthorized' } }] })
  })

  test('granting to an absent account fails', async () => {
    expect(await running.run(jobOf(grant))).toMatchObject({ steps: [{ failure: { kind: 'not_found' } }] })
  })

  test.each([
    ['a stranger’s account without a marker', {}],
    ['a former leaver’s account without a marker', { active: false }],
    ['an account that bears another marker', { externalId: 'per_eve' }],
    ['an account that looks exactly like the draft', { profile: draft.profile }],
  ])('creating never takes over %s', async (_what, found) => {
    app.add({ userName: ada.userName, ...found })
    expect(await running.run(jobOf(create, grant))).toMatchObject({
      outcome: 'failed',
      steps: [{ verb: 'account.create', failure: { kind: 'conflict', code: 'another_person' } }],
    })
    expect(app.effects).toEqual([])
  })

  test('where the app holds no marker, an account by that name is another person’s unless this step was making it', async () => {
    await running[Symbol.asyncDispose]()
    const manifest = { ...directoryManifest, holdsExternalId: false }
    running = startExecutor(home, app, manifest)
    const connector = connectorPin(manifest)
    app.add({ userName: ada.userName, profile: draft.profile, active: false })
    const conflict = { steps: [{ failure: { kind: 'conflict', code: 'another_person' } }] }
    expect(await running.run({ ...jobOf(create), connector })).toMatchObject(conflict)
    app.accounts.clear()
    app.after = (call) => {
      if (call === 'create') throw new ConnectorError('timeout', 'no answer')
    }
    expect(await running.run({ ...jobOf(create), connector })).toMatchObject({ steps: [{ outcome: 'changed', reconciled: true }] })
    expect(await running.run({ ...jobOf(create), connector })).toMatchObject(conflict)
    expect(app.effects).toEqual(['create'])
  })

  test('an account of another person is not suspended under this person’s name', async () => {
    app.add({ userName: ada.userName, externalId: 'per_eve' })
    expect(await running.run(jobOf(suspend))).toMatchObject({ steps: [{ failure: { kind: 'conflict', code: 'another_person' } }] })
    expect(app.effects).toEqual([])
  })

  test('creating an account that is suspended restores it and says so, if the local policy allows that too', async () => {
    app.add({ ...ada, active: false })
    writeFileSync(home.paths.localPolicy, 'allow: [{ app: crm, verbs: [account.create] }]')
    expect(await running.run(jobOf(create))).toMatchObject({ steps: [{ failure: { kind: 'vetoed', code: 'policy' } }] })
    writeFileSync(home.paths.localPolicy, openPolicy)
    const job = jobOf(create)
    const receipt = await running.run(job)
    expect(receipt).toMatchObject({ outcome: 'done', steps: [{ verb: 'account.restore', outcome: 'changed' }] })
    expect(receiptDisagreement(receipt, job), 'a reader takes it as an answer to this job').toBeUndefined()
    expect(receiptDisagreement(receipt, { ...job, steps: [suspend] })).toBe('steps')
    expect(app.effects).toEqual(['restore'])
  })

  test('a protected account is safe even when the job knows it by another name', async () => {
    app.add({ userName: 'root', nativeId: 'n-1' })
    writeFileSync(home.paths.localPolicy, `${openPolicy}protected: [{ userName: root }]`)
    const job = testJob(home.identity, { subject: { person: `per_${'a'.repeat(32)}`, account: { nativeId: 'n-1', userName: 'harmless' } } })
    expect(await running.run(job)).toMatchObject({ outcome: 'failed', steps: [{ failure: { kind: 'vetoed', code: 'protected' } }] })
    expect(app.effects).toEqual([])
  })

  test('pausing takes hold between two steps of a running job', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    app.after = (call) => {
      if (call === 'revoke') writeFileSync(home.paths.localPolicy, `${openPolicy}paused: true`)
    }
    const receipt = await running.run(jobOf(revoke, suspend))
    expect(receipt.steps).toMatchObject([{ outcome: 'changed' }, { failure: { kind: 'vetoed', code: 'paused' } }])
    expect(app.effects).toEqual(['revoke'])
  })

  test('a dry run reads and changes nothing', async () => {
    app.add(ada)
    const receipt = await running.run({ ...jobOf(suspend), dryRun: true })
    expect(receipt.steps).toMatchObject([{ outcome: 'failed', failure: { kind: 'vetoed', code: 'dry_run' } }])
    expect(app.effects).toEqual([])
  })
})

describe('failures', () => {
  test('a passing failure is tried again after the wait that was asked for', async () => {
    app.add(ada)
    let left = 2
    app.before = (call) => {
      if (call === 'suspend' && left-- > 0) throw busy()
    }
    expect(await running.run(jobOf(suspend))).toMatchObject({ steps: [{ outcome: 'changed', reconciled: false }] })
    expect(app.effects).toEqual(['suspend', 'suspend', 'suspend'])
  })

  test('an effect whose answer was lost is found by reading and not caused twice', async () => {
    app.add(ada)
    app.after = (call) => {
      if (call === 'suspend') throw new ConnectorError('timeout', 'no answer')
    }
    expect(await running.run(jobOf(suspend))).toMatchObject({ steps: [{ outcome: 'changed', reconciled: true }] })
    expect(app.effects).toEqual(['suspend'])
  })

  test.each(['forbidden', 'conflict', 'invalid', 'unauthorized', 'ui_changed'] as const)('%s is never tried again', async (kind) => {
    app.add(ada)
    app.before = (call) => {
      if (call === 'suspend') throw new ConnectorError(kind, 'no', { code: 'some_code' })
    }
    const receipt = await running.run(jobOf(suspend, revoke))
    expect(receipt).toMatchObject({ outcome: 'failed', steps: [{ outcome: 'failed', failure: { kind, code: 'some_code' } }] })
    expect(app.effects).toEqual(['suspend'])
  })

  test('a wait beyond the job’s time is not begun', async () => {
    app.before = () => {
      throw busy(3_600_000)
    }
    const receipt = await running.run({ ...jobOf(suspend), limits: { timeoutMs: 2_000, calls: 10 } })
    expect(receipt.steps).toMatchObject([{ failure: { kind: 'throttled' } }])
  })

  test('an app that never answers ends with the job’s time', async () => {
    app.before = () => new Promise(() => {})
    const receipt = await running.run({ ...jobOf(suspend), limits: { timeoutMs: 1_000, calls: 10 } })
    expect(receipt.steps).toMatchObject([{ failure: { kind: 'timeout', code: 'deadline' } }])
  })

  test('more calls than the job may make are not made', async () => {
    app.before = () => {
      throw busy(1)
    }
    const receipt = await running.run({ ...jobOf(suspend), limits: { timeoutMs: 10_000, calls: 5 } })
    expect(receipt.steps).toMatchObject([{ failure: { kind: 'unknown', code: 'call_limit' } }])
    expect(app.calls.length).toBeLessThanOrEqual(5)
  })

  test('a connector is opened anew with the present secret after "unauthorized"', async () => {
    app.add(ada)
    app.before = (_call, token) => {
      if (token !== 'the new token') throw new ConnectorError('unauthorized', 'no')
    }
    expect(await running.run(jobOf(suspend))).toMatchObject({ outcome: 'failed' })
    await home.vault.seal({ app: 'crm', name: 'token' }, 'the new token')
    expect(await running.run(jobOf(suspend))).toMatchObject({ outcome: 'done' })
    expect([app.opened, app.closed]).toEqual([2, 1])
  })
})

test('a secret that a failing connector puts into its error, its code and an account leaves by no way', async () => {
  const token = await home.vault.open({ app: 'crm', name: 'token' })
  app.add({ ...ada, profile: { title: `token ${token}` } })
  const forms = [token, Buffer.from(token).toString('base64'), Buffer.from(token).toString('hex'), encodeURIComponent(token)]
  let round = 0
  app.before = (call) => {
    if (call !== 'suspend') return
    round += 1
    if (round === 1) throw new Error(`login with ${forms.join(' ')} failed`)
    if (round === 2) throw new ConnectorError('forbidden', `token ${token}`, { code: token })
    throw Object.assign(new Error('x'), { name: token })
  }
  for (let times = 0; times < 3; times += 1) await running.run(jobOf(suspend))
  expect(running.receipts().map(({ steps }) => steps[0]?.failure)).toEqual([
    { kind: 'unknown' },
    { kind: 'forbidden' },
    { kind: 'unknown' },
  ])
  const out = JSON.stringify([running.frames(), running.receipts(), running.progress]) + running.log.join('')
  expect(out).toContain('[secret]')
  for (const form of forms) expect(out).not.toContain(form)
})

describe('secrets and identities', () => {
  const keller = { userName: 'anna.keller@example.com', nativeId: 'keller-7', externalId: 'per_keller' }
  const subject = { person: `per_${'a'.repeat(32)}`, account: keller } as const
  const listing = (): Job => {
    const { subject: _, ...job } = jobOf({ verb: 'account.list' })
    return job
  }
  const inSecret = { outcome: 'failed', steps: [{ failure: { kind: 'invalid', code: 'secret_in_identity' } }] }

  test('an identity that holds a secret is never rewritten: the step fails, for one account and for a list', async () => {
    app.add({ ...keller, entitlements: ['sales'] })
    await home.vault.seal({ app: 'crm', name: 'token' }, 'keller')
    expect(await running.run({ ...jobOf(suspend), subject })).toMatchObject(inSecret)
    expect(await running.run(listing())).toMatchObject(inSecret)
    expect(app.effects).toEqual([])
    const out = JSON.stringify([running.frames(), running.receipts()])
    for (const text of ['keller', '[secret]']) expect(out).not.toContain(text)
  })

  test('an entitlement that holds a secret is not rewritten either', async () => {
    app.add({ ...ada, entitlements: ['keller'] })
    await home.vault.seal({ app: 'crm', name: 'token' }, 'keller')
    expect(await running.run(jobOf(suspend))).toMatchObject(inSecret)
  })

  test('the user name that the agent signs in with is no secret', async () => {
    await running[Symbol.asyncDispose]()
    const manifest = { ...directoryManifest, secrets: [{ name: 'token', title: 'User name', kind: 'username' as const }] }
    running = startExecutor(home, app, manifest)
    app.add(keller)
    await home.vault.seal({ app: 'crm', name: 'token', kind: 'username' }, 'keller')
    const connector = connectorPin(manifest)
    expect(await running.run({ ...jobOf(suspend), subject, connector })).toMatchObject({ outcome: 'done' })
    expect(lastDisclosures()).toMatchObject({ 'steps.0.after': keller })
    expect(await running.run({ ...listing(), connector })).toMatchObject({ outcome: 'done' })
    expect(running.frames().flatMap((frame) => (frame.kind === 'inventory' ? frame.accounts : []))).toMatchObject([keller])
  })
})

describe('an attempt always ends with a receipt', () => {
  test.each([
    ['a control character', { userName: 'a\u0000b' }],
    ['half a character', { profile: { givenName: 'A\ud83d' } }],
    ['a text that is too long', { profile: { title: 'x'.repeat(300) } }],
  ])('when a listing holds %s', async (_what, odd) => {
    app.add({ userName: 'bob', ...odd })
    const { subject: _, ...job } = jobOf({ verb: 'account.list' })
    expect(await running.run(job)).toMatchObject({
      outcome: 'failed',
      steps: [{ outcome: 'failed', failure: { kind: 'invalid', code: 'unreadable_account' } }],
    })
  })

  test('when the account to be changed holds half a character', async () => {
    app.add({ ...ada, profile: { givenName: 'A\ud83d' } })
    expect(await running.run(jobOf(suspend))).toMatchObject({ steps: [{ failure: { kind: 'invalid', code: 'unreadable_account' } }] })
    expect(app.effects).toEqual([])
  })

  test('when something breaks that nobody has foreseen, and the next offer runs', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    const recordIntent = running.spool.steps.recordIntent.bind(running.spool.steps)
    const job = jobOf(revoke, suspend)
    running.spool.steps.recordIntent = (id, position, intent) => {
      if (position === 1) throw new TypeError('unforeseen')
      recordIntent(id, position, intent)
    }
    expect(await running.run(job)).toMatchObject({
      outcome: 'failed',
      steps: [{ outcome: 'changed' }, { verb: 'account.suspend', outcome: 'failed', failure: { kind: 'unknown' } }],
    })
    expect(running.log.join('')).toContain('job.broke_off')
    running.spool.steps.recordIntent = recordIntent
    expect(await running.run(offerAgain(job))).toMatchObject({ outcome: 'done' })
    expect(app.effects).toEqual(['revoke', 'suspend'])
  })
})

describe('lease, cancel and crash', () => {
  test('a lease that was lost stops the job before its next effect, and a new offer finishes it', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    const job = jobOf(revoke, suspend)
    app.after = (call) => {
      if (call === 'revoke') running.leases.lose(job.id, job.fence)
    }
    expect(await running.run(job)).toMatchObject({
      outcome: 'failed',
      refusal: 'lease_lost',
      fence: job.fence,
      steps: [{ outcome: 'changed' }],
    })
    expect(app.effects).toEqual(['revoke'])
    const next = offerAgain(job)
    const receipt = await running.run(next)
    expect(receipt).toMatchObject({
      outcome: 'done',
      fence: next.fence,
      attempt: 2,
      steps: [{ outcome: 'already' }, { outcome: 'changed' }],
    })
  })

  test('a lease that runs out unnoticed is kept to the millisecond: no effect begins after it', async () => {
    app.add(ada)
    const job = jobOf(suspend)
    app.before = async (call) => {
      if (call !== 'find') return
      running.leases.grant({ job: job.id, fence: job.fence, leaseMs: 30, leftMs: 30 })
      await expect.poll(() => running.leases.isHeld(job.id), { interval: 1 }).toBe(false)
    }
    expect(await running.run(job)).toMatchObject({ outcome: 'refused', refusal: 'lease_lost', steps: [] })
    expect(app.effects).toEqual([])
  })

  test('a cancel that came just before a crash holds after it', async () => {
    app.add(ada)
    const job = jobOf(suspend)
    app.before = () => new Promise(() => {})
    await running.offer(job)
    running.spool.journal.cancel(job.id)
    await crash()
    app.before = () => {}
    resume()
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([{ outcome: 'refused', refusal: 'cancelled' }])
    expect(app.effects).toEqual([])
  })

  test('an offer whose lease is over causes nothing until it is renewed', async () => {
    app.add(ada)
    const iat = Math.floor(Date.now() / 1000) - 100
    const job = { ...jobOf(suspend), iat, nbf: iat }
    await running.offer(job)
    expect(running.leases.takeDue()).toEqual([{ job: job.id, fence: job.fence }])
    expect(app.calls).toEqual([])
    running.leases.renewed({ job: job.id, fence: job.fence, leaseMs: 60_000 })
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([{ outcome: 'done' }])
  })

  test('a cancel before the first effect means that nothing was done', async () => {
    app.add(ada)
    const job = jobOf(suspend)
    app.before = (call) => {
      if (call === 'find') running.executor.cancel(job.id)
    }
    expect(await running.run(job)).toMatchObject({ outcome: 'refused', refusal: 'cancelled', steps: [] })
    expect(app.effects).toEqual([])
  })

  test('a cancel after an effect tells of the effect', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    const job = jobOf(revoke, suspend)
    app.before = (call) => {
      if (call === 'revoke') running.executor.cancel(job.id)
    }
    expect(await running.run(job)).toMatchObject({ outcome: 'failed', refusal: 'cancelled', steps: [{ outcome: 'changed' }] })
    expect(app.effects).toEqual(['revoke'])
  })

  test('after a crash between effect and record a read decides, and the effect is not caused again', async () => {
    const account = app.add(ada)
    const job = jobOf(suspend)
    app.before = () => new Promise(() => {})
    await running.offer(job)
    running.spool.steps.recordIntent(job.id, 0, { startedAt: '2026-01-01T00:00:00.000Z', before: { account } })
    app.accounts.set(account.nativeId, { ...account, active: false })
    await crash()
    app.before = () => {}
    resume()
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([
      { outcome: 'done', steps: [{ outcome: 'changed', reconciled: true, startedAt: '2026-01-01T00:00:00.000Z' }] },
    ])
    expect(app.effects).toEqual([])
    expect(lastDisclosures()).toMatchObject({ 'steps.0.before': { active: true }, 'steps.0.after': { active: false } })
  })

  test('after a crash before the effect reached the app it is caused once', async () => {
    const account = app.add(ada)
    const job = jobOf(suspend)
    app.before = () => new Promise(() => {})
    await running.offer(job)
    running.spool.steps.recordIntent(job.id, 0, { startedAt: '2026-01-01T00:00:00.000Z', before: { account } })
    await crash()
    app.before = () => {}
    resume()
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([{ outcome: 'done', steps: [{ outcome: 'changed', reconciled: false }] }])
    expect(app.effects).toEqual(['suspend'])
  })

  const made = { userName: ada.userName, profile: { ...draft.profile, displayName: 'Ada' } }
  test.each([
    ['an account without our marker that is just as we were making it is ours', made, { outcome: 'changed', reconciled: true }],
    ['an account that is otherwise than we were making it is not ours', { ...made, profile: {} }, { outcome: 'failed' }],
    ['an account with another marker is not ours', { ...made, externalId: 'per_eve' }, { outcome: 'failed' }],
  ])('after a crash while an account was created, %s', async (_what, found, expected) => {
    const job = jobOf(create)
    app.before = () => new Promise(() => {})
    await running.offer(job)
    running.spool.steps.recordIntent(job.id, 0, { startedAt: '2026-01-01T00:00:00.000Z', before: {} })
    app.add(found)
    await crash()
    app.before = () => {}
    resume()
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([{ steps: [{ verb: 'account.create', ...expected }] }])
    expect(app.effects).toEqual([])
  })

  test('after a crash while an account was restored, the receipt tells of no new account', async () => {
    const account = app.add({ ...ada, active: false })
    const job = jobOf(create)
    app.before = () => new Promise(() => {})
    await running.offer(job)
    running.spool.steps.recordIntent(job.id, 0, { startedAt: '2026-01-01T00:00:00.000Z', before: { account } })
    app.accounts.set(account.nativeId, { ...account, active: true })
    await crash()
    app.before = () => {}
    resume()
    await running.executor.idle()
    expect(running.receipts()).toMatchObject([{ steps: [{ verb: 'account.restore', outcome: 'changed', reconciled: true }] }])
  })

  test('an account whose creation did not show in time is found by the next attempt as what this job has made', async () => {
    const job = { ...jobOf(create), limits: { timeoutMs: 1_000, calls: 1_000 } }
    let isDown = false
    app.before = () => {
      if (isDown) throw busy()
    }
    app.after = (call) => {
      if (call === 'create') isDown = true
    }
    expect(await running.run(job)).toMatchObject({ outcome: 'failed' })
    isDown = false
    const [account] = app.accounts.values()
    app.accounts.clear()
    app.add({ userName: ada.userName, profile: account?.profile ?? {} })
    expect(await running.run(offerAgain(job))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'changed', reconciled: true }] })
    expect(app.effects).toEqual(['create'])
  })

  test('a job that was done is stated again for a new offer, bound to it, and not run again', async () => {
    app.add(ada)
    const job = jobOf(suspend)
    await running.run(job)
    const next = offerAgain(job)
    const receipt = await running.run(next)
    expect(app.effects).toEqual(['suspend'])
    expect(receipt).toMatchObject({ outcome: 'done', fence: next.fence, attempt: 2, sequence: 2, steps: [{ outcome: 'changed' }] })
    expect(receipt.jobHash).not.toBe(running.receipts()[0]?.jobHash)
  })

  test('a job that failed runs again when it is offered again', async () => {
    app.add(ada)
    app.before = () => {
      throw new ConnectorError('forbidden', 'no')
    }
    const job = jobOf(suspend)
    expect(await running.run(job)).toMatchObject({ outcome: 'failed' })
    app.before = () => {}
    expect(await running.run(offerAgain(job))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'changed' }] })
  })

  test('stopping leaves the job in hand and says nothing', async () => {
    app.add({ ...ada, entitlements: ['sales'] })
    let stopping: Promise<void> | undefined
    app.before = (call) => {
      if (call === 'revoke') stopping = running.executor[Symbol.asyncDispose]()
    }
    await running.offer(jobOf(revoke, suspend))
    await running.executor.idle()
    await stopping
    expect(running.receipts()).toEqual([])
    app.before = () => {}
    await restart()
    resume()
    await running.executor.idle()
    expect(app.effects).toEqual(['revoke', 'suspend'])
    expect(running.receipts()).toMatchObject([{ outcome: 'done', steps: [{ outcome: 'changed' }, { outcome: 'changed' }] }])
  })
})

describe('receipts and lists', () => {
  test('a refused job gets a signed receipt in the same chain, and nothing is done', async () => {
    app.add(ada)
    await running.run(jobOf(suspend))
    const refused = await running.run({ ...jobOf(suspend), epoch: 2 })
    expect(refused).toMatchObject({ outcome: 'refused', refusal: 'epoch', sequence: 2, steps: [] })
    const [first] = running.frames()
    expect(first?.kind === 'receipt' && sha256Hex(Buffer.from(first.envelope.payload, 'base64'))).toBe(refused.previous)
  })

  test('a whole app is listed in frames of at most 200, and the receipt commits to all of them', async () => {
    for (let index = 0; index < 450; index += 1) app.add({ userName: `user-${index}` })
    const { subject: _, ...job } = jobOf({ verb: 'account.list' })
    await running.run(job)
    const parts = running.frames().flatMap((frame) => (frame.kind === 'inventory' ? [frame] : []))
    expect(parts.map(({ part, parts: of, accounts }) => [part, of, accounts.length])).toEqual([
      [0, 3, 200],
      [1, 3, 200],
      [2, 3, 50],
    ])
    const accounts = parts.flatMap((part) => part.accounts)
    expect(lastDisclosures()).toEqual({ 'steps.0.after': { sha256: digestOf(accounts), count: 450 } })
  })

  test('one app gets one job at a time, in order', async () => {
    app.add(ada)
    app.add({ userName: 'bob@example.com', externalId: 'per_bob' })
    const bob = { person: `per_${'b'.repeat(32)}`, account: { userName: 'bob@example.com', externalId: 'per_bob' } } as const
    await running.offer(jobOf(suspend))
    await running.offer(testJob(home.identity, { subject: bob }))
    await running.executor.idle()
    expect(app.calls).toEqual(['find', 'suspend', 'find', 'find', 'suspend', 'find'])
    expect(app.opened).toBe(1)
  })

  test('a connector without a verb says so', async () => {
    app.add(ada)
    await running[Symbol.asyncDispose]()
    const { 'account.suspend': _, ...verbs } = directoryManifest.verbs
    running = startExecutor(home, app, { ...directoryManifest, verbs })
    const job = { ...jobOf(suspend), connector: connectorPin({ ...directoryManifest, verbs }) }
    expect(await running.run(job)).toMatchObject({ steps: [{ failure: { kind: 'unsupported' } }] })
    expect(app.effects).toEqual([])
  })
})

/** The process goes without a goodbye: its storage is closed under it, and a new one opens. */
async function crash(): Promise<void> {
  running.spool[Symbol.dispose]()
  running = startExecutor(home, app)
}

function resume(): void {
  for (const { job, app: name, fence, leaseMs } of running.spool.journal.inHand()) {
    running.leases.grant({ job, fence, leaseMs, leftMs: leaseMs })
    running.executor.enqueue({ job, app: name })
  }
}
