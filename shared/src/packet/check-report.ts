import { canonicalJson } from '../canonical-json.ts'
import { equalHashes } from '../log/merkle.ts'
import { caseReport } from './case-report.ts'
import { openKeyring } from './open-keyring.ts'
import { openStatement } from './open-statement.ts'
import { PacketFault } from './packet-fault.ts'
import { fileBytes, type PacketFiles } from './packet-files.ts'
import { payload } from './packet-layout.ts'
import { readEvents } from './read-events.ts'

/** The report says what the events say, no more and no less. @throws PacketFault */
export function checkReport(files: PacketFiles, rootFingerprint: string): string {
  const { predicate } = openStatement(files, openKeyring(files, rootFingerprint).trust)
  const drawn = canonicalJson(caseReport(predicate.case, readEvents(files)))
  if (!equalHashes(fileBytes(files, payload.report), drawn)) throw new PacketFault(payload.report, 'is not what the events say')
  return 'report.json is what the events say'
}
