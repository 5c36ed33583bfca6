import { type Disclosure, disclosureDigest } from '../disclosure.ts'
import { PacketFault } from './packet-fault.ts'
import type { PacketFiles } from './packet-files.ts'
import { patterns } from './packet-layout.ts'
import { readDisclosureFiles, readEvents } from './read-events.ts'
import { commitmentsOf, readReceipts } from './read-receipts.ts'

/** Each personal fact shown is one that its entry or receipt committed to. Facts may be left out; none can be made up. @throws PacketFault */
export function checkDisclosures(files: PacketFiles): string {
  const events = new Map(readEvents(files).map(({ index, entry }) => [String(index), entry.sd ?? []]))
  const receipts = new Map(readReceipts(files).map(({ part, receipt }) => [part, commitmentsOf(receipt)]))
  let shown = 0
  for (const { file, part, disclosures } of readDisclosureFiles(files, patterns.eventDisclosures))
    shown += checkCommitted(file, disclosures, events.get(part))
  for (const { file, part, disclosures } of readDisclosureFiles(files, patterns.receiptDisclosures))
    shown += checkCommitted(file, disclosures, receipts.get(part))
  const committed = [...events.values(), ...receipts.values()].flatMap((digests) => [...new Set(digests)])
  return `${shown} of ${committed.length} committed facts are shown, each as committed`
}

function checkCommitted(file: string, disclosures: readonly Disclosure[], digests: readonly string[] | undefined): number {
  if (digests === undefined) throw new PacketFault(file, 'belongs to nothing in the packet')
  const shown = disclosures.map(disclosureDigest)
  if (new Set(shown).size !== shown.length) throw new PacketFault(file, 'shows a fact twice')
  const made = disclosures.find((_, at) => !digests.includes(shown[at] ?? ''))
  if (made !== undefined) throw new PacketFault(file, `"${made.name}" is not what was committed to`)
  return shown.length
}
