import { connectorPin } from '@rollcall/connectors/catalogue'
import { disclosureDigest } from '@rollcall/shared/disclosure'
import { openEnvelope } from '@rollcall/shared/envelope/envelope'
import { toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import type { Job } from '@rollcall/shared/job'
import { type Receipt, receiptSchema } from '@rollcall/shared/receipt'
import type { AgentFrame } from '@rollcall/shared/wire/frames'
import { ClockDrift } from '../src/clock-drift.ts'
import { ConnectorPool } from '../src/executor/connector-pool.ts'
import { Executor } from '../src/executor/executor.ts'
import type { Progress } from '../src/executor/executor-parts.ts'
import { Leases } from '../src/executor/leases.ts'
import { ReceiptWriter } from '../src/executor/receipt-writer.ts'
import { LocalPolicyFile } from '../src/guard/local-policy-file.ts'
import type { IntakeParts } from '../src/intake/intake-parts.ts'
import { receiveJob } from '../src/intake/receive-job.ts'
import { createLog } from '../src/log/log.ts'
import { systemClock, systemRandom } from '../src/ports.ts'
import { Spool } from '../src/spool/spool.ts'
import type { EnrolledHome } from './enrolled-home.ts'
import { directoryManifest, type MemoryDirectory } from './memory-directory.ts'
import { signJob } from './test-job.ts'

export interface RunningExecutor extends AsyncDisposable {
  readonly spool: Spool
  readonly leases: Leases
  readonly executor: Executor
  readonly log: readonly string[]
  readonly progress: readonly Progress[]
  /** Signs and takes in a job as if a control frame had brought it, without waiting for its end. */
  offer(job: Job): Promise<void>
  /** Offers it and gives its receipt. */
  run(job: Job): Promise<Receipt>
  frames(): readonly AgentFrame[]
  /** Receipts in order, each checked: signature, chain, and every disclosure against its commitment. */
  receipts(): readonly Receipt[]
}

/** The agent without its link, on real storage. */
export function startExecutor(home: EnrolledHome, directory: MemoryDirectory, manifest = directoryManifest): RunningExecutor {
  const spool = new Spool(home.paths.spool)
  const lines: string[] = []
  const progress: Progress[] = []
  const { vault, keys, scrubber, identity } = home
  const clock = systemClock
  const random = systemRandom
  const log = createLog({ level: 'debug', scrubber, write: (line) => void lines.push(line) })
  const policy = new LocalPolicyFile(home.paths.localPolicy)
  const leases = new Leases(clock)
  const drift = new ClockDrift()
  const receipts = new ReceiptWriter({ spool, identity, signer: keys.results, clock, random, policy, drift })
  const catalogue = [directory.entry(manifest)]
  const pool = new ConnectorPool({ apps: home.paths.apps, catalogue, vault, keys, clock, random, log, idleMs: 60_000, browser: undefined })
  const executor = new Executor({
    spool,
    pool,
    leases,
    receipts,
    clock,
    random,
    scrubber,
    log,
    policy,
    progress: (said) => void progress.push(said),
  })
  const apps = { pinOf: () => connectorPin(manifest) }
  const intake: IntakeParts = { identity, trust: home.trust.trust, spool, receipts, leases, executor, clock, log, drift, policy, apps }
  const offer = async (job: Job) => {
    const envelope = await signJob(job, home.trust.jobs)
    await receiveJob(intake, { sequence: spool.counters.get('received') + 1, envelope, leaseMs: 60_000 })
  }
  const result = {
    spool,
    leases,
    executor,
    log: lines,
    progress,
    offer,
    run: async (job: Job) => {
      await offer(job)
      await executor.idle()
      const last = result.receipts().findLast((receipt) => receipt.job === job.id)
      if (last === undefined) throw new Error(`no receipt for ${job.id}: ${lines.join('')}`)
      return last
    },
    frames: () => framesOf(spool),
    receipts: () => receiptsOf(spool, home),
    [Symbol.asyncDispose]: async () => {
      await executor[Symbol.asyncDispose]()
      await pool[Symbol.asyncDispose]()
      spool[Symbol.dispose]()
    },
  }
  return result
}

function framesOf(spool: Spool): readonly AgentFrame[] {
  const frames: AgentFrame[] = []
  for (let frame = spool.outbox.after(0); frame !== undefined; frame = spool.outbox.after(frame.sequence)) frames.push(frame)
  return frames
}

function receiptsOf(spool: Spool, home: EnrolledHome): readonly Receipt[] {
  return framesOf(spool).flatMap((frame) => {
    if (frame.kind !== 'receipt') return []
    const keys = [toVerifyingKey(home.publicPems.results)]
    const receipt = receiptSchema.parse(
      JSON.parse(Buffer.from(openEnvelope(frame.envelope, { payloadType: payloadTypes.receipt, keys })).toString()),
    )
    const committed = receipt.steps.flatMap(({ before, after }) => [before, after]).filter((digest) => digest !== undefined)
    const shown = frame.disclosures.map(disclosureDigest)
    if (committed.length !== shown.length || shown.some((digest) => !committed.includes(digest)))
      throw new Error('a disclosure without a commitment')
    return [receipt]
  })
}
