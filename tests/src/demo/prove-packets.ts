import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { demoOutput, repository } from '../stage/paths.ts'
import { printHeading, printLine, printTable } from '../stage/print.ts'
import type { RunningCompany } from '../stage/start-company.ts'
import { type Check, checkWithCommonTools, checkWithOurVerifier } from './check-packet.ts'
import type { LivedLife } from './run-life.ts'
import { tamperings, tamperWith } from './tamper.ts'

/** Writes each case's packet, has it verified three ways, then tampers with a copy and has each forgery refused. */
export async function provePackets(company: RunningCompany, lived: readonly LivedLife[]): Promise<readonly Check[]> {
  printHeading('Evidence packets, checked by three programs that know nothing but the root fingerprint')
  const checks: Check[] = []
  const packets = new Map<string, Uint8Array>()
  for (const { life, found } of lived) {
    const { zip } = await company.client.evidence.exportCase.mutate({ case: found.id })
    const bytes = Buffer.from(zip, 'base64')
    const file = join(demoOutput, `${life.id}.zip`)
    writeFileSync(file, bytes)
    const own = [await checkWithOurVerifier(file, company.rootFingerprint), ...(await checkWithCommonTools(bytes))]
    printLine(
      `  ${relative(repository, file).padEnd(42)} ${(bytes.length / 1024).toFixed(0).padStart(4)} KiB  ${own.map(({ name, passed }) => `${name} ${passed ? '✓' : '✗'}`).join('  ')}`,
    )
    checks.push(...own.map((check) => ({ ...check, name: `${life.id}: ${check.name}` })))
    packets.set(life.id, bytes)
  }
  const leaver = packets.get('leaver')
  return leaver === undefined ? checks : [...checks, ...(await proveTampering(company, leaver))]
}

async function proveTampering(company: RunningCompany, zip: Uint8Array): Promise<readonly Check[]> {
  const refused: Check[] = []
  for (const [index, tampering] of tamperings.entries()) {
    const file = join(demoOutput, `leaver-tampered-${index + 1}.zip`)
    writeFileSync(file, await tamperWith(zip, tampering))
    const { passed, detail } = await checkWithOurVerifier(file, company.rootFingerprint)
    refused.push({ name: tampering.title, passed: !passed, detail })
  }
  printHeading('The leaver’s packet, tampered with in five ways')
  printTable(
    ['what was done', 'verdict', 'because'],
    refused.map(({ name, passed, detail }) => [name, passed ? 'refused' : 'ACCEPTED', firstReason(detail)]),
  )
  return refused.map((check) => ({ ...check, name: `tampering refused: ${check.name}` }))
}

/** The first broken claim says enough here; the verifier itself names them all. */
function firstReason(detail: string): string {
  const reason = detail.split('; ')[0] ?? ''
  return reason.length > 100 ? `${reason.slice(0, 99)}…` : reason
}
