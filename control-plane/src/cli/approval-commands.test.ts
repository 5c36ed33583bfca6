import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { effectDigest } from '@rollcall/shared/approval'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestApprovals } from '../../test/test-approvals.ts'
import type { Plan } from '../planning/plan.ts'
import { saltedPlanHash } from '../planning/salted-plan-hash.ts'
import { askedParts, checkedStatement, type ShownApproval } from './shown-approval.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
let folder: string
let world: TestApprovals
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-approver-'))
  world = await TestApprovals.open('sqlite')
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

async function rollcall(...args: readonly string[]) {
  const env = { ROLLCALL_URL: world.fleet.url, ROLLCALL_TOKEN: world.fleet.owner.token }
  const child = spawn(process.execPath, [main, ...args], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { code, out, err }
}

test('somebody makes a key, sees what they are asked in words, and signs that', async () => {
  expect(await rollcall('approver', 'init')).toMatchObject({
    code: 0,
    out: expect.stringContaining('approver.key.pem is your private key'),
  })
  expect(statSync(join(folder, 'approver.key.pem')).mode & 0o777).toBe(0o600)
  expect((await rollcall('approver', 'list', '--yaml')).out).toMatch(
    /name: Olive\n +kind: ed25519\n +pem: \|\n +-----BEGIN PUBLIC KEY-----/,
  )
  await world.request(await world.addPerson('ada'))
  expect((await rollcall('approval', 'list')).out).toContain(world.approval)
  const shown = await rollcall('approval', 'show', world.approval)
  expect(shown.out).toContain('wiki: ada@example.test\n  account.delete\n    30 days have passed since the account was switched off\n')
  expect(await rollcall('approval', 'approve', world.approval)).toMatchObject({ code: 1, err: expect.stringContaining('--key') })
  const approved = await rollcall('approval', 'approve', world.approval, '--key', 'approver.key.pem')
  expect(approved).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/account\.delete[^]*\napproved\n$/) })
  expect((await world.job()).approvals).toHaveLength(1)
}, 30_000)

describe('what is shown', () => {
  const because = { because: ['grace over'], why: [] }
  const part = { app: 'wiki', account: { userName: 'ada' }, steps: [{ step: { verb: 'account.delete' as const }, ...because }] }
  const plan: Plan = {
    kind: 'leaver',
    apps: [{ ...part, stage: 0, requires: [], approval: null }],
    tasks: [],
    left: [],
    lost: [],
    approval: null,
  }
  const person = `per_${'1'.repeat(32)}` as const
  const effect = effectDigest({ app: 'wiki', person, account: part.account, steps: [{ verb: 'account.delete' }] })
  const shown: ShownApproval = {
    id: `apr_${'2'.repeat(32)}`,
    person,
    plan,
    planSalt: 'salt',
    planHash: saltedPlanHash(plan, 'salt'),
    effects: [effect],
  }
  const said = {
    v: 1,
    organization: `org_${'3'.repeat(32)}`,
    approval: shown.id,
    member: `mbr_${'4'.repeat(32)}`,
    decision: 'approved',
    planHash: shown.planHash,
    effects: shown.effects,
    iat: 0,
    exp: 1,
  }
  const encode = (statement: object) => Buffer.from(JSON.stringify(statement)).toString('base64')

  test('is what is asked for', () => {
    expect(askedParts(shown)).toMatchObject([{ app: 'wiki' }])
    expect(() => askedParts({ ...shown, effects: [effect, 'f'.repeat(64)] })).toThrow('sign nothing')
    expect(() => askedParts({ ...shown, plan: { ...plan, kind: 'mover' } })).toThrow('sign nothing')
    expect(() => askedParts({ ...shown, person: `per_${'9'.repeat(32)}` })).toThrow('sign nothing')
  })

  test('is what is signed', () => {
    expect(checkedStatement(shown, { statement: encode(said), decision: 'approved' })).toEqual(Buffer.from(JSON.stringify(said)))
    const lies = [
      { decision: 'refused' },
      { approval: `apr_${'9'.repeat(32)}` },
      { planHash: 'e'.repeat(64) },
      { effects: ['f'.repeat(64)] },
    ]
    for (const lie of lies)
      expect(() => checkedStatement(shown, { statement: encode({ ...said, ...lie }), decision: 'approved' })).toThrow('sign nothing')
  })
})
