import { expect, test } from 'vitest'
import { agentFrameSchema, controlFrameSchema, signalSchema } from './frames.ts'

const envelope = { payload: 'e30=', payloadType: 'application/json', signatures: [{ keyid: '', sig: '' }] }
const receipt = { kind: 'receipt', sequence: 1, envelope, disclosures: [] }

test('a frame with a field that nobody asked for is refused: no message can carry a credential', () => {
  expect(agentFrameSchema.safeParse(receipt).success).toBe(true)
  expect(agentFrameSchema.safeParse({ ...receipt, password: 'x' }).success).toBe(false)
  expect(signalSchema.safeParse({ kind: 'heartbeat', token: 'x' }).success).toBe(false)
})

test('numbered frames begin at one', () => {
  expect(agentFrameSchema.safeParse({ ...receipt, sequence: 0 }).success).toBe(false)
  expect(controlFrameSchema.safeParse({ kind: 'job', sequence: 0, envelope, leaseMs: 60_000 }).success).toBe(false)
})

test('each direction has its own kinds', () => {
  expect(controlFrameSchema.safeParse(receipt).success).toBe(false)
  expect(agentFrameSchema.safeParse({ kind: 'job', sequence: 1, envelope, leaseMs: 60_000 }).success).toBe(false)
})

test('an inventory part holds at most two hundred accounts', () => {
  const account = { nativeId: '1', userName: 'ada', active: true, profile: {}, entitlements: [] }
  const part = (size: number) => ({
    kind: 'inventory',
    sequence: 1,
    job: `job_${'0'.repeat(32)}`,
    part: 0,
    parts: 1,
    accounts: Array.from({ length: size }, () => account),
  })
  expect(agentFrameSchema.safeParse(part(200)).success).toBe(true)
  expect(agentFrameSchema.safeParse(part(201)).success).toBe(false)
})
