import { writeFileSync } from 'node:fs'
import { connectorPin } from '@rollcall/connectors/catalogue'
import { ConnectorError } from '@rollcall/shared/failure'
import type { Job, Step } from '@rollcall/shared/job'
import type { Receipt } from '@rollcall/shared/receipt'
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

const draft = { ...ada, profile: { title: 'Engineer' } }
const prepare: Step = { verb: 'account.prepare', draft }
const restore: Step = { verb: 'account.restore' }
const remove: Step = { verb: 'account.delete' }
const endSessions: Step = { verb: 'sessions.end' }
const grant: Step = { verb: 'entitlement.grant', entitlement: 'sales' }
const newName = 'ada.king@example.com'
const rename: Step = { verb: 'account.rename', userName: newName, alias: ada.userName }
const lost = new ConnectorError('timeout', 'no answer')
const startedAt = '2026-01-01T00:00:00.000Z'

const jobOf = (...steps: readonly Step[]): Job => testJob(home.identity, { steps: [...steps] })
const conflict = (code: string) => ({ outcome: 'failed', steps: [{ failure: { kind: 'conflict', code } }] })

describe('preparing', () => {
  test('makes an account that nobody can use, and a later job opens it', async () => {
    expect(await running.run(jobOf(prepare, grant))).toMatchObject({
      outcome: 'done',
      steps: [{ verb: 'account.prepare', outcome: 'changed' }, {}],
    })
    expect(app.get(ada.userName)).toMatchObject({ active: false, externalId: ada.externalId, entitlements: ['sales'] })
    expect(await running.run(jobOf(prepare))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already' }] })
    expect(await running.run(jobOf(restore))).toMatchObject({ outcome: 'done' })
    expect(app.effects).toEqual(['prepare', 'grant', 'restore'])
  })

  test('neither shuts an account that is open by now nor takes over another person’s', async () => {
    const mine = app.add(ada)
    expect(await running.run(jobOf(prepare))).toMatchObject(conflict('active_already'))
    app.accounts.set(mine.nativeId, { ...mine, active: false, externalId: 'per_eve' })
    expect(await running.run(jobOf(prepare))).toMatchObject(conflict('another_person'))
    expect(app.effects).toEqual([])
  })

  test('in an app that opens every new account is not taken for done', async () => {
    app.after = (call) => {
      const made = app.get(ada.userName)
      if (call === 'prepare' && made) app.accounts.set(made.nativeId, { ...made, active: true })
    }
    expect(await running.run(jobOf(prepare))).toMatchObject({ outcome: 'failed', steps: [{ failure: { kind: 'unverified' } }] })
  })

  test('that was cut off is settled by a read', async () => {
    expect(await afterCrash(prepare, () => app.add({ ...draft, active: false }), {})).toMatchObject(reconciled('account.prepare'))
    expect(app.effects).toEqual([])
  })
})

describe('renaming', () => {
  test('keeps the account, its native id and what it holds, and the steps after it find it', async () => {
    const { nativeId } = app.add({ ...ada, entitlements: ['readers'] })
    expect(await running.run(jobOf(rename, grant))).toMatchObject({
      outcome: 'done',
      steps: [{ outcome: 'changed' }, { outcome: 'changed' }],
    })
    expect([...app.accounts.values()]).toMatchObject([{ nativeId, userName: newName, entitlements: ['readers', 'sales'] }])
    expect(await running.run(jobOf(rename))).toMatchObject({ steps: [{ outcome: 'already' }] })
    expect(app.effects).toEqual(['rename', 'grant'])
  })

  test('to a name that is taken is a conflict; to the same name in other letters is nothing', async () => {
    app.add(ada)
    app.add({ userName: newName, externalId: 'per_eve' })
    expect(await running.run(jobOf(rename))).toMatchObject(conflict('uniqueness'))
    expect(await running.run(jobOf({ verb: 'account.rename', userName: 'ADA@example.com' }))).toMatchObject({
      steps: [{ outcome: 'already' }],
    })
    expect(app.effects).toEqual(['rename'])
  })

  test('an account that is not there is not found, and nothing is made in its place', async () => {
    expect(await running.run(jobOf(rename))).toMatchObject({ steps: [{ failure: { kind: 'not_found' } }] })
    expect(app.effects).toEqual([])
  })

  test('to a name that was protected a moment ago is vetoed', async () => {
    app.add(ada)
    app.before = (call) => {
      if (call === 'find') writeFileSync(home.paths.localPolicy, `${openPolicy}protected: [{ userName: "${newName}" }]`)
    }
    expect(await running.run(jobOf(rename))).toMatchObject({ steps: [{ failure: { kind: 'vetoed', code: 'protected' } }] })
    expect(app.effects).toEqual([])
  })

  test('a stranger under the new name is not taken for the account that vanished meanwhile', async () => {
    app.add(ada)
    app.after = (call) => {
      if (call !== 'rename') return
      app.accounts.clear()
      app.add({ userName: newName, nativeId: 'another' })
      throw lost
    }
    expect(await running.run(jobOf(rename))).toMatchObject({ outcome: 'failed', steps: [{ failure: { kind: 'timeout' } }] })
  })

  describe('where an account is known by its user name alone', () => {
    const manifest = { ...directoryManifest, holdsExternalId: false }
    const known = { userName: ada.userName, nativeId: ada.userName }
    const byName = (...steps: readonly Step[]): Job => ({
      ...jobOf(...steps),
      connector: connectorPin(manifest),
      subject: { person: `per_${'a'.repeat(32)}`, account: known },
    })
    beforeEach(async () => {
      await running[Symbol.asyncDispose]()
      running = startExecutor(home, app, manifest)
    })

    test('the account is read back, and goes on to be found, under the new one', async () => {
      app.add(known)
      expect(await running.run(byName(rename, grant))).toMatchObject({
        outcome: 'done',
        steps: [{ outcome: 'changed' }, { outcome: 'changed' }],
      })
      expect([...app.accounts.values()]).toMatchObject([{ nativeId: newName, userName: newName, entitlements: ['sales'] }])
    })

    test('a lost answer and a crash are settled under the new name, and the step after it goes on from there', async () => {
      app.add(known)
      app.after = (call) => {
        if (call === 'rename') throw lost
      }
      expect(await running.run(byName(rename))).toMatchObject(reconciled('account.rename'))
      app.after = () => {}
      app.accounts.clear()
      const account = app.add(known)
      const job = byName(rename, grant)
      await cutOff(job, { before: { account } })
      app.accounts.clear()
      app.add({ userName: newName, nativeId: newName })
      expect(await resumed(manifest)).toMatchObject({
        outcome: 'done',
        steps: [{ outcome: 'changed', reconciled: true }, { outcome: 'changed' }],
      })
      expect(app.effects).toEqual(['rename', 'grant'])
    })

    test('a crash between the rename and the next step does not lose the account', async () => {
      app.add(known)
      app.before = (call) => (call === 'grant' ? new Promise(() => {}) : undefined)
      await running.offer(byName(rename, grant))
      await expect.poll(() => app.calls).toContain('grant')
      running.spool[Symbol.dispose]()
      expect(await resumed(manifest)).toMatchObject({ outcome: 'done', steps: [{ outcome: 'changed' }, { outcome: 'changed' }] })
      expect(app.get(newName)).toMatchObject({ entitlements: ['sales'] })
    })

    test('a job that failed after its rename goes on under the new name when it is offered again', async () => {
      app.add(known)
      app.before = (call) => {
        if (call === 'grant') throw new ConnectorError('forbidden', 'no')
      }
      const job = byName(rename, grant)
      expect(await running.run(job)).toMatchObject({ outcome: 'failed', steps: [{ outcome: 'changed' }, { outcome: 'failed' }] })
      app.before = () => {}
      const again = await running.run(offerAgain(job))
      expect(again).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already', reconciled: false }, { outcome: 'changed' }] })
      expect(app.effects).toEqual(['rename', 'grant', 'grant'])
    })

    test('a stranger under the new name is not taken for the account that is gone', async () => {
      app.add({ userName: newName, nativeId: newName })
      expect(await running.run(byName(rename))).toMatchObject({ steps: [{ failure: { kind: 'not_found' } }] })
    })
  })
})

describe('deleting', () => {
  test('refuses while somebody can still sign in', async () => {
    app.add(ada)
    expect(await running.run(jobOf(remove))).toMatchObject(conflict('still_active'))
    expect(app.effects).toEqual([])
  })

  test('follows a suspension in the same job; gone is shown by a read and a probe', async () => {
    app.add(ada)
    expect(await running.run(jobOf(suspend, remove))).toMatchObject({
      outcome: 'done',
      steps: [{}, { verb: 'account.delete', outcome: 'changed' }],
    })
    expect(app.calls).toEqual(['find', 'suspend', 'find', 'delete', 'find', 'probe'])
    expect(lastDisclosures()).toMatchObject({ 'steps.1.before': { active: false }, 'steps.1.after': null })
  })

  test('an account that is gone already needs only the proof', async () => {
    expect(await running.run(jobOf(remove))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already' }] })
    expect(app.calls).toEqual(['find', 'probe'])
  })

  test('of another person’s account is a conflict', async () => {
    app.add({ userName: ada.userName, externalId: 'per_eve', active: false })
    expect(await running.run(jobOf(remove))).toMatchObject(conflict('another_person'))
  })

  test('by an app that only says so is unverified', async () => {
    const account = app.add({ ...ada, active: false })
    app.after = (call) => void (call === 'delete' && app.accounts.set(account.nativeId, account))
    expect(await running.run(jobOf(remove))).toMatchObject({ steps: [{ failure: { kind: 'unverified' } }] })
  })

  test('needs its own permission, also when that is taken back between two steps', async () => {
    app.add(ada)
    app.after = (call) => {
      if (call === 'suspend') writeFileSync(home.paths.localPolicy, 'allow: [{ app: crm, verbs: [account.suspend] }]')
    }
    expect(await running.run(jobOf(suspend, remove))).toMatchObject({
      steps: [{ outcome: 'changed' }, { failure: { kind: 'vetoed', code: 'policy' } }],
    })
    expect(app.effects).toEqual(['suspend'])
  })

  test('that was cut off is settled by a read: done once if it had happened, and once if not', async () => {
    const account = app.add({ ...ada, active: false })
    expect(await afterCrash(remove, () => app.accounts.clear(), { account })).toMatchObject(reconciled('account.delete'))
    expect(app.effects).toEqual([])
    const other = app.add({ ...ada, active: false })
    expect(await afterCrash(remove, () => {}, { account: other })).toMatchObject({ steps: [{ outcome: 'changed', reconciled: false }] })
    expect(app.effects).toEqual(['delete'])
  })
})

describe('ending sessions', () => {
  test('is proved by a read where the app shows them', async () => {
    app.add({ ...ada, sessions: 'open' })
    expect(await running.run(jobOf(endSessions))).toMatchObject({ steps: [{ outcome: 'changed', endsSessions: 'yes' }] })
    expect(lastDisclosures()).toMatchObject({ 'steps.0.before': { sessions: 'open' }, 'steps.0.after': { sessions: 'none' } })
    expect(await running.run(jobOf(endSessions))).toMatchObject({ steps: [{ outcome: 'already' }] })
    expect(app.effects).toEqual(['end'])
  })

  test('rests on the app’s word where it shows none, and is repeated rather than supposed after a crash', async () => {
    const account = app.add(ada)
    expect(await running.run(jobOf(endSessions))).toMatchObject({ steps: [{ outcome: 'changed' }] })
    expect(await afterCrash(endSessions, () => {}, { account })).toMatchObject({ steps: [{ outcome: 'changed', reconciled: false }] })
    expect(app.effects).toEqual(['end', 'end'])
  })

  test('that open again are unverified; without an account there are none', async () => {
    const account = app.add({ ...ada, sessions: 'open' })
    app.after = (call) => void (call === 'end' && app.accounts.set(account.nativeId, account))
    expect(await running.run(jobOf(endSessions))).toMatchObject({ steps: [{ failure: { kind: 'unverified' } }] })
    app.accounts.clear()
    expect(await running.run(jobOf(endSessions))).toMatchObject({ outcome: 'done', steps: [{ outcome: 'already' }] })
  })
})

test('a check looks and touches nothing, as often as it is asked', async () => {
  app.add({ ...ada, active: false, signedIn: 'never' })
  const check = { ...jobOf({ verb: 'account.read' }), class: 'read' as const, cause: { event: 'check' as const, rules: [] } }
  expect(await running.run(check)).toMatchObject({ outcome: 'done', steps: [{ verb: 'account.read', outcome: 'already' }] })
  expect(lastDisclosures()).toMatchObject({ 'steps.0.after': { active: false, signedIn: 'never' } })
  app.accounts.clear()
  const again = { ...jobOf({ verb: 'account.read' }), class: 'read' as const, cause: check.cause }
  expect(await running.run(again)).toMatchObject({ outcome: 'done' })
  expect(lastDisclosures()).toEqual({ 'steps.0.after': null })
  expect(await running.run(offerAgain(again)), 'done once is done').toMatchObject({ outcome: 'done' })
  expect(app.calls).toEqual(['find', 'find', 'probe'])
})

const reconciled = (verb: Step['verb']) => ({ outcome: 'done', steps: [{ verb, outcome: 'changed', reconciled: true }] })

type Intent = Parameters<RunningExecutor['spool']['steps']['recordIntent']>[2]['before']

/** The process dies after it wrote down the intent of a step; `world` is what the app went on to do; another process takes over. */
async function afterCrash(step: Step, world: () => unknown, before: Intent): Promise<Receipt> {
  await cutOff(jobOf(step), { before })
  world()
  return resumed()
}

async function cutOff(job: Job, { before }: { before: Intent }): Promise<void> {
  app.before = () => new Promise(() => {})
  await running.offer(job)
  running.spool.steps.recordIntent(job.id, 0, { startedAt, before })
  running.spool[Symbol.dispose]()
}

async function resumed(manifest = directoryManifest): Promise<Receipt> {
  running = startExecutor(home, app, manifest)
  app.before = () => {}
  for (const { job, app: name, fence, leaseMs } of running.spool.journal.inHand()) {
    running.leases.grant({ job, fence, leaseMs, leftMs: leaseMs })
    running.executor.enqueue({ job, app: name })
  }
  await running.executor.idle()
  const last = running.receipts().at(-1)
  if (last === undefined) throw new Error('the job that was cut off has no receipt')
  return last
}

function lastDisclosures(): unknown {
  const frame = running.frames().findLast(({ kind }) => kind === 'receipt')
  return frame?.kind === 'receipt' ? Object.fromEntries(frame.disclosures.map(({ name, value }) => [name, value])) : undefined
}
