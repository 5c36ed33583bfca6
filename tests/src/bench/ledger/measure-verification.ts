import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPacket } from '@rollcall/shared/packet/build-packet'
import { samplePacket } from '@rollcall/shared/test/sample-packet'
import { z } from 'zod'
import type { Measure } from '../benchmark.ts'
import { median } from '../quantile.ts'
import { runInProcess } from '../run-in-process.ts'

const script = fileURLToPath(new URL('run-verify-packet.ts', import.meta.url))
const answer = z.strictObject({ passed: z.literal(true), ms: z.number(), peakMb: z.number() })
const entries = 50_000
const rounds = 3

/** Each round is a new process that reads the zip and checks every claim once, cold. Starting Node is not included. */
export async function measureVerification(folder: string): Promise<readonly Measure[]> {
  const file = join(folder, 'packet.zip')
  // Between the first and the last entry of the sample's case stand five of others, and the case has five itself.
  const { contents, signers, rootFingerprint } = await samplePacket({ others: entries - 10 })
  writeFileSync(file, await buildPacket(contents, signers))
  const seen: z.infer<typeof answer>[] = []
  for (let round = 0; round < rounds; round++) seen.push(await runInProcess({ script, args: [file, rootFingerprint], answer }))
  const times = seen.map(({ ms }) => ms / 1_000)
  const range = contents.log.range.length
  return [
    { name: `packet of ${range} entries verified`, value: median(times), unit: 's', goal: { most: 3 }, from: { rounds: times } },
    { name: 'packet verified, peak memory of the process', value: median(seen.map(({ peakMb }) => peakMb)), unit: 'MB' },
  ]
}
