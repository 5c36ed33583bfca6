import { expect, test } from 'vitest'
import { sampleCase, samplePacket } from '../../test/sample-packet.ts'
import { buildPacket, type PacketContents } from './build-packet.ts'
import { readZip } from './read-zip.ts'
import { type Verdict, verifyPacket } from './verify-packet.ts'
import { writeZip } from './write-zip.ts'

const sample = await samplePacket()
const { rootFingerprint } = sample
const zip = await buildPacket(sample.contents, sample.signers)
const files = await readZip(zip)
const caseIndex = 523

/** `claim: detail` of everything that fails. */
function failures({ claims }: Verdict): readonly string[] {
  return claims.filter(({ result }) => result === 'FAIL').map(({ claim, detail }) => `${claim}: ${detail}`)
}

/** What somebody without a key can do: change the files and pack them again. */
async function afterTampering(change: (files: Map<string, Uint8Array>) => void): Promise<Verdict> {
  const changed = new Map(files)
  change(changed)
  return verifyPacket(await writeZip(changed), rootFingerprint)
}

/** What the control plane can do, with all of its keys: build another packet. */
async function builtFrom(change: (contents: PacketContents) => Partial<PacketContents>): Promise<Verdict> {
  return verifyPacket(await buildPacket({ ...sample.contents, ...change(sample.contents) }, sample.signers), rootFingerprint)
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte))
}

function eventOf(type: string): string {
  const name = [...files].find(([file, bytes]) => /^events\/\d+\.json$/.test(file) && Buffer.from(bytes).includes(`"t":"${type}"`))?.[0]
  if (name === undefined) throw new Error(`the sample has no ${type}`)
  return name
}

test('a true packet passes every claim that can be checked', async () => {
  const { claims, passed } = await verifyPacket(zip, rootFingerprint)
  expect(claims.map(({ claim, result }) => `${result} ${claim}`)).toEqual([
    'PASS files',
    'PASS signatures',
    'PASS keyring',
    'PASS receipts',
    'PASS inclusion',
    'PASS consistency',
    'PASS completeness',
    'PASS disclosures',
    'PASS report',
    'NOT CHECKED witness',
    'NOT CHECKED timestamp',
  ])
  expect(passed).toBe(true)
})

test('two exports of the same contents are the same bytes', async () => {
  expect(Buffer.compare(await buildPacket(sample.contents, sample.signers), zip)).toBe(0)
})

test('a packet from the first entry of a log on passes', async () => {
  const first = await samplePacket({ before: 1 })
  expect(failures(await verifyPacket(await buildPacket(first.contents, first.signers), first.rootFingerprint))).toEqual([])
})

test('under another root’s fingerprint nothing of the packet is believed', async () => {
  const { passed, claims } = await verifyPacket(zip, '0'.repeat(64))
  expect(passed).toBe(false)
  expect(claims.find(({ claim }) => claim === 'keyring')?.detail).toContain('keys/trust.json')
})

test('one flipped bit in any file is caught, and the file is named', async () => {
  for (const [name, bytes] of files) {
    const verdict = await afterTampering((changed) => changed.set(name, flipped(bytes, Math.floor(bytes.length / 2))))
    expect(verdict.passed, name).toBe(false)
    expect(failures(verdict).join('\n'), name).toContain(name)
  }
})

test('one flipped bit anywhere in the zip is caught, unless it unpacks to the very same files', async () => {
  let caught = 0
  for (let at = 0; at < zip.length; at += 173) {
    const changed = flipped(zip, at)
    // Deflate has more than one spelling for a repetition, so a bit of a distance may change nothing.
    if ((await verifyPacket(changed, rootFingerprint)).passed) expect(await readZip(changed), `byte ${at}`).toEqual(files)
    else caught += 1
  }
  expect(caught).toBeGreaterThan(0)
})

test('a missing file is named, whichever it is', async () => {
  for (const name of files.keys()) {
    const verdict = await afterTampering((changed) => changed.delete(name))
    expect(failures(verdict).join('\n'), name).toContain(name)
    expect(verdict.passed, name).toBe(false)
  }
})

test.each([
  ['events/999.json', 'extra'],
  ['notes.txt', 'no place'],
  ['keys/agents/agt_00000000000000000000000000000000.pem', 'extra'],
  ['report.JSON', 'case'],
])(
  'an extra file %s is refused: %s',
  async (name, message) => {
    const verdict = await afterTampering((changed) => changed.set(name, Buffer.from('{}')))
    expect(verdict.passed).toBe(false)
    expect(failures(verdict)[0]).toContain(message)
  },
  20_000,
)

test('an event swapped for another of the same log is caught by its proof', async () => {
  const [opened, closed] = [eventOf('case.opened'), eventOf('case.closed')]
  const verdict = await afterTampering((changed) => changed.set(opened, files.get(closed) ?? Buffer.of()))
  expect(failures(verdict)).toContainEqual(expect.stringContaining(`inclusion: ${opened}: is not entry`))
})

test('the control plane cannot leave out an entry of the case', async () => {
  const index = Number(/\d+/.exec(eventOf('access.revoked'))?.[0])
  const verdict = await builtFrom(({ events }) => ({ events: events.filter((event) => event.index !== index) }))
  expect(failures(verdict)).toEqual([
    expect.stringMatching(/^receipts: receipts\/job_\w+-1\.dsse\.json: its step 0 is logged 0 times$/),
    expect.stringContaining(`completeness: events/${index}.json: missing`),
  ])
})

test('the control plane cannot leave an entry out of the range', async () => {
  const verdict = await builtFrom(({ log }) => ({ log: { ...log, range: log.range.filter((_, at) => at !== 2) } }))
  expect(failures(verdict)).toEqual([expect.stringContaining('completeness: log/checkpoint-end')])
})

test('the control plane cannot put another entry in the range in place of one', async () => {
  const [, first, second] = sample.contents.log.range
  const verdict = await builtFrom(({ log }) => ({
    log: { ...log, range: log.range.map((leaf) => (leaf === first && second ? second : leaf)) },
  }))
  expect(failures(verdict).join()).toContain('completeness')
  const rewritten = await builtFrom(({ log }) => ({
    log: { ...log, range: log.range.map((leaf) => Buffer.from(Buffer.from(leaf).toString().replace('"forum"', '"forun"'))) },
  }))
  expect(failures(rewritten)).toEqual([expect.stringContaining('completeness: log/checkpoint-end: the range does not rebuild the log')])
})

test('the control plane cannot begin the range after the case was opened', async () => {
  const later = await samplePacket({ keys: sample.keys, before: caseIndex })
  const verdict = await verifyPacket(
    await buildPacket(
      { ...later.contents, log: { ...later.contents.log, startFrontier: { size: 1, hashes: later.contents.log.startFrontier.hashes } } },
      later.signers,
    ),
    rootFingerprint,
  )
  expect(failures(verdict).join()).toContain('completeness: log/start-frontier.txt')
})

test('the control plane cannot leave out a receipt, nor its agent’s enrolment', async () => {
  const without = await builtFrom(() => ({ receipts: [], agents: [] }))
  expect(failures(without).join()).toContain(`receipts: ${eventOf('job.receipt')}: its receipt is missing`)
  const unenrolled = await builtFrom(({ events }) => ({ events: events.filter(({ index }) => index !== 0) }))
  expect(failures(unenrolled).join()).toContain('no entry in the packet enrolled this key')
})

test('a key that was enrolled after the receipt came does not count', async () => {
  const late = await samplePacket({ keys: sample.keys, enrolledLate: true })
  const verdict = await verifyPacket(await buildPacket(late.contents, late.signers), rootFingerprint)
  expect(failures(verdict)).toEqual([expect.stringContaining('no entry in the packet enrolled this key')])
})

test('a receipt for a job that the log did not issue is refused', async () => {
  const other = await samplePacket({ keys: sample.keys, receipt: { jobHash: '0'.repeat(64) } })
  const verdict = await verifyPacket(await buildPacket(other.contents, other.signers), rootFingerprint)
  expect(failures(verdict)).toEqual([expect.stringContaining('answers a job that the log did not issue')])
})

test('one signature of the two is not enough', async () => {
  for (const kept of [0, 1]) {
    const envelope = JSON.parse(Buffer.from(files.get('packet.dsse.json') ?? []).toString())
    const less = { ...envelope, signatures: [envelope.signatures[kept]] }
    const verdict = await afterTampering((changed) => changed.set('packet.dsse.json', Buffer.from(JSON.stringify(less))))
    expect(failures(verdict)).toContainEqual('signatures: packet.dsse.json: no signature by a key that is trusted for this')
  }
})

test('a key file that the trust document does not name is refused by name', async () => {
  const name = 'keys/log-0000000000000000.pem'
  const verdict = await afterTampering((changed) => changed.set(name, files.get('keys/packet-ed25519.pem') ?? Buffer.of()))
  expect(failures(verdict)).toContainEqual(`keyring: ${name}: the trust document names no such key`)
})

test('a checkpoint of the right log but another size is refused', async () => {
  const verdict = await afterTampering((changed) => changed.set('log/checkpoint-start', files.get('log/checkpoint-end') ?? Buffer.of()))
  expect(failures(verdict)).toContainEqual('consistency: log/checkpoint-start: is for 536 entries, not 523')
})

test('the control plane cannot sign a receipt in the agent’s place', async () => {
  const forged = await samplePacket({ keys: { ...sample.keys, agent: sample.keys.jobs } })
  const verdict = await builtFrom(() => ({ receipts: forged.contents.receipts }))
  expect(failures(verdict).join()).toMatch(/receipts: receipts\/job_\w+-1\.dsse\.json: no signature by a key/)
})

test('the log cannot say that something was changed when the agent signed that it was not', async () => {
  const [step] = JSON.parse(Buffer.from(sample.contents.receipts[0]?.envelope.payload ?? '', 'base64').toString()).steps
  const other = await samplePacket({ keys: sample.keys, receipt: { steps: [{ ...step, outcome: 'already' }] } })
  const verdict = await verifyPacket(await buildPacket(other.contents, other.signers), rootFingerprint)
  expect(failures(verdict).join()).toContain('does not bear out access.revoked of step 0')
})

test('a job that the log did not issue, or that no jobs key signed, is refused', async () => {
  const strange = await samplePacket({ keys: { ...sample.keys, jobs: sample.keys.log } })
  const verdict = await builtFrom(() => ({ jobs: strange.contents.jobs }))
  expect(failures(verdict).join()).toMatch(/receipts: jobs\/job_\w+-1\.dsse\.json/)
  expect(failures(await builtFrom(() => ({ jobs: [] }))).join()).toContain(`${eventOf('job.issued')}: the job that it issued is missing`)
})

test('a personal fact that was not committed to is refused', async () => {
  const verdict = await builtFrom(({ events }) => ({
    events: events.map((event) => ({
      ...event,
      disclosures: event.disclosures.map((disclosure) => ({ ...disclosure, value: 'Mallory' })),
    })),
  }))
  expect(failures(verdict)).toEqual([expect.stringContaining(`disclosures: events/${caseIndex}.disclosures.json: "name" is not what`)])
})

test('a packet without personal facts passes: they may be kept back or erased', async () => {
  const verdict = await builtFrom(({ events, receipts }) => ({
    events: events.map((event) => ({ ...event, disclosures: [] })),
    receipts: receipts.map((receipt) => ({ ...receipt, disclosures: [] })),
  }))
  expect(failures(verdict)).toEqual([])
})

test('checkpoints of a log that the trust document does not know are refused', async () => {
  const other = await samplePacket({ keys: { ...sample.keys, log: sample.keys.jobs } })
  const verdict = await builtFrom(() => ({ log: other.contents.log }))
  expect(failures(verdict).join()).toContain('consistency: log/checkpoint-start: no known key signed the note')
})

test('a checkpoint of a rewritten log is not consistent', async () => {
  const other = await samplePacket({ keys: sample.keys, others: 4 })
  const verdict = await builtFrom(({ log }) => ({
    log: { ...log, consistency: other.contents.log.consistency.map((hash) => flipped(hash, 0)) },
  }))
  expect(failures(verdict)).toEqual([expect.stringContaining('consistency: log/consistency.txt: does not lead')])
})

test('a statement about another case does not fit these events', async () => {
  const verdict = await builtFrom(() => ({ case: `${sampleCase.slice(0, -1)}0` === sampleCase ? 'cas_' : `cas_${'0'.repeat(32)}` }))
  expect(failures(verdict).join()).toContain('completeness')
})

test('a report that says more than the events is refused', async () => {
  const verdict = await afterTampering((changed) => changed.set('report.json', Buffer.from('{"result":"closed"}')))
  expect(failures(verdict)).toContainEqual('report: report.json: is not what the events say')
})

test('anything that is no zip fails the first claim and leaves the others unchecked', async () => {
  const { claims, passed } = await verifyPacket(Buffer.from('no zip'), rootFingerprint)
  expect(passed).toBe(false)
  expect(claims.map(({ result }) => result)).toEqual(['FAIL', ...Array.from({ length: 10 }, () => 'NOT CHECKED')])
})

test('a packet with thousands of other entries in its range is verified whole', async () => {
  const year = await samplePacket({ before: 10, others: 3_000 })
  const verdict = await verifyPacket(await buildPacket(year.contents, year.signers), year.rootFingerprint)
  expect(failures(verdict)).toEqual([])
  expect(verdict.claims.find(({ claim }) => claim === 'completeness')?.detail).toContain(
    'entries 10 to 3020 all here; 5 are about the case',
  )
})
