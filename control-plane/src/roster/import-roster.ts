import { sha256Hex } from '@rollcall/shared/digest'
import type { Id } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import type { FallReason } from './fall-reasons.ts'
import { findSource } from './find-source.ts'
import { type ParsedRoster, parseRoster } from './parse-roster.ts'
import type { HideableColumn } from './roster-columns.ts'
import { RosterFileError } from './roster-file-error.ts'
import { type SnapshotOutcome, storeSnapshot } from './store-snapshot.ts'

export interface RosterUpload {
  readonly organization: Id<'organization'>
  /** Who uploads it. */
  readonly member: Id<'member'>
  /** Name of the source that the file comes from; without regard to case. */
  readonly source: string
  /** Makes a source of that name, beside those that there are. The first one needs no word. */
  readonly newSource?: boolean | undefined
  readonly bytes: Uint8Array
  readonly expectedRows?: number | undefined
  readonly dateFormat?: string | undefined
  /** Takes the file over although many people, or all values of a column, are missing from it; every other check stays. Goes into the ledger. */
  readonly acceptFall?: FallReason | undefined
  /** Columns that have lost every value because the export lost a right: their last values stay. */
  readonly redacted?: readonly HideableColumn[] | undefined
}

/**
 * Reads a whole roster file, judges whether it is complete, and takes over what it changes. A file that cannot be read, or does not look
 * whole, changes nothing: the last good roster stays.
 * @throws RosterFileError
 */
export async function importRoster(ports: Ports, upload: RosterUpload): Promise<SnapshotOutcome> {
  const { database, random, wakeUps } = ports
  const { organization, member, expectedRows, acceptFall, redacted = [] } = upload
  const at = ports.now()
  const read = await database.transact(async (em) => {
    const { id: source, dateFormat } = await findSource(em, {
      organization,
      name: upload.source,
      isNew: upload.newSource,
      dateFormat: upload.dateFormat,
      at,
      random,
    })
    return { source, dateFormat: upload.dateFormat ?? dateFormat }
  })
  const parsed = await readOrRecord(ports, upload, read)
  const outcome = await database.transact((em) =>
    storeSnapshot(em, { ...read, organization, member, parsed, expectedRows, acceptFall, redacted, at, random }),
  )
  if (outcome.kind === 'accepted') wakeUps.notify('planning')
  return outcome
}

interface Reading {
  readonly source: Id<'source'>
  readonly dateFormat: string
}

/** A refusal is a fact too: the ledger keeps which bytes were refused, and when. */
async function readOrRecord(ports: Ports, upload: RosterUpload, { source, dateFormat }: Reading): Promise<ParsedRoster> {
  const { bytes, expectedRows, organization } = upload
  try {
    return await parseRoster({ bytes, expectedRows, dateFormat })
  } catch (error) {
    if (!(error instanceof RosterFileError)) throw error
    const entries = [
      { t: 'operator.action', member: upload.member, action: 'roster.uploaded' },
      { t: 'hr.snapshot', source, rows: 0, res: 'refused', sha256: sha256Hex(bytes) },
    ] as const
    await ports.database.transact((em) => appendEntries(em, organization, entries, { at: ports.now(), random: ports.random }))
    throw error
  }
}
