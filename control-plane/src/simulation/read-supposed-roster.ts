import type { Ports } from '../ports.ts'
import { defaultDateFormat } from '../roster/date-reader.ts'
import type { RosterUpload } from '../roster/import-roster.ts'
import { knownSource } from '../roster/known-source.ts'
import { type ParsedRoster, parseRoster } from '../roster/parse-roster.ts'
import type { ReceivedSnapshot } from '../roster/store-snapshot.ts'

/** A roster file as somebody supposes it; what it says of itself is as for an import. */
export type SupposedRoster = Omit<RosterUpload, 'organization' | 'member'>

export interface ReadRoster extends Pick<ReceivedSnapshot, 'dateFormat' | 'expectedRows' | 'acceptFall' | 'redacted'> {
  readonly source: string
  readonly newSource: boolean | undefined
  readonly parsed: ParsedRoster
}

/** Reads the file before anything is supposed: that takes its time, and a transaction waits for nothing. @throws RosterFileError */
export async function readSupposedRoster(
  { database }: Pick<Ports, 'database'>,
  { organization, roster }: { organization: ReceivedSnapshot['organization']; roster: SupposedRoster },
): Promise<ReadRoster> {
  const { source, newSource, bytes, expectedRows, acceptFall, redacted = [] } = roster
  const known = await database.read((em) => knownSource(em, { organization, name: source }))
  const dateFormat = roster.dateFormat ?? known?.dateFormat ?? defaultDateFormat
  return {
    source,
    newSource,
    dateFormat,
    expectedRows,
    acceptFall,
    redacted,
    parsed: await parseRoster({ bytes, expectedRows, dateFormat }),
  }
}
