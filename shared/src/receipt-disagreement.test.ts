import { expect, test } from 'vitest'
import { idOf, samplePacket } from '../test/sample-packet.ts'
import { type Job, jobSchema } from './job.ts'
import { type Receipt, receiptSchema, type StepReceipt } from './receipt.ts'
import { receiptDisagreement } from './receipt-disagreement.ts'

const { contents } = await samplePacket()
const read = (payload = '') => JSON.parse(Buffer.from(payload, 'base64').toString())
const job = jobSchema.parse(read(contents.jobs[0]?.payload))
const receipt = receiptSchema.parse(read(contents.receipts[0]?.envelope.payload))
const [done] = receipt.steps
if (done === undefined) throw new TypeError('the sample has a step')

const draft = { userName: 'ada', externalId: idOf('person', 'ada'), profile: {} }
const creation: Partial<Job> = { steps: [{ verb: 'account.create', draft }, { verb: 'account.read' }] }
const told = (...steps: readonly Partial<StepReceipt>[]): Partial<Receipt> => ({ steps: steps.map((step) => ({ ...done, ...step })) })
const read1 = { index: 1, verb: 'account.read', outcome: 'already' } as const

test.each<[string, Partial<Receipt>, Partial<Job>, string | undefined]>([
  ['the true one', {}, {}, undefined],
  ['a refusal of everything', { outcome: 'refused', refusal: 'policy', steps: [] }, {}, undefined],
  ['one that broke off after its first step', { outcome: 'failed', ...told({ verb: 'account.create' }) }, creation, undefined],
  ['a creation that gave a suspended account back', told({ verb: 'account.restore' }, read1), creation, undefined],
  ['a creation that suspended', told({}, read1), creation, 'steps'],
  ['steps out of order', told(read1, { verb: 'account.create' }), creation, 'steps'],
  ['a step twice', { outcome: 'failed', ...told({}, {}) }, {}, 'steps'],
  ['a step that the job does not have', { outcome: 'failed', ...told({}, read1) }, {}, 'steps'],
  ['done with a step that failed', told({ outcome: 'failed', failure: { kind: 'timeout' } }), {}, 'steps'],
  ['done with a step left out', told({ verb: 'account.create' }), creation, 'steps'],
  ['another organization', { organization: idOf('organization', 'other') }, {}, 'organization'],
  ['an agent that may not run it', { agent: idOf('agent', 'other') }, {}, 'agent'],
  ['another job', { job: idOf('job', 'other') }, {}, 'job'],
  ['no job', { job: undefined }, {}, 'job'],
])('%s', (_what, said, asked, expected) => {
  expect(receiptDisagreement({ ...receipt, ...said }, { ...job, ...asked })).toBe(expected)
})
