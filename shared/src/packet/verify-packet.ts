import { checkCompleteness } from './check-completeness.ts'
import { checkConsistency } from './check-consistency.ts'
import { checkDisclosures } from './check-disclosures.ts'
import { checkFiles } from './check-files.ts'
import { checkInclusion } from './check-inclusion.ts'
import { checkKeyring } from './check-keyring.ts'
import { checkReceipts } from './check-receipts.ts'
import { checkReport } from './check-report.ts'
import { checkSignatures } from './check-signatures.ts'
import type { PacketFiles } from './packet-files.ts'
import { readZip } from './read-zip.ts'

export type ClaimResult = 'PASS' | 'FAIL' | 'NOT CHECKED'

export interface Claim {
  readonly claim: string
  readonly result: ClaimResult
  /** For people: what was found, or which file is wrong and how. */
  readonly detail: string
}

export interface Verdict {
  readonly claims: readonly Claim[]
  /** Every claim that can be checked holds. */
  readonly passed: boolean
}

/** Each returns what it found, or throws with the file at fault. */
const checks: readonly (readonly [string, (files: PacketFiles, rootFingerprint: string) => string])[] = [
  ['files', checkFiles],
  ['signatures', checkSignatures],
  ['keyring', checkKeyring],
  ['receipts', checkReceipts],
  ['inclusion', checkInclusion],
  ['consistency', checkConsistency],
  ['completeness', checkCompleteness],
  ['disclosures', checkDisclosures],
  ['report', checkReport],
]

const unchecked: readonly Claim[] = [
  { claim: 'witness', result: 'NOT CHECKED', detail: 'no witness has cosigned the checkpoints' },
  { claim: 'timestamp', result: 'NOT CHECKED', detail: 'no timestamp authority has signed; times are claims' },
]

/** Checks a packet against the one value that the reader has from elsewhere. In memory only: no disk, no network, no clock. Never throws for a bad packet. */
export async function verifyPacket(zipBytes: Uint8Array, rootFingerprint: string): Promise<Verdict> {
  const files = await readZip(zipBytes).catch(messageOf)
  if (typeof files === 'string') return verdict(checks.map(([claim], at) => unreadable(claim, at === 0 ? files : undefined)))
  return verdict(checks.map(([claim, check]) => judged(claim, () => check(files, rootFingerprint))))
}

function verdict(claims: readonly Claim[]): Verdict {
  return { claims: [...claims, ...unchecked], passed: claims.every(({ result }) => result === 'PASS') }
}

function judged(claim: string, check: () => string): Claim {
  try {
    return { claim, result: 'PASS', detail: check() }
  } catch (error) {
    return { claim, result: 'FAIL', detail: messageOf(error) }
  }
}

function unreadable(claim: string, fault: string | undefined): Claim {
  return fault === undefined
    ? { claim, result: 'NOT CHECKED', detail: 'the packet could not be read' }
    : { claim, result: 'FAIL', detail: fault }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
