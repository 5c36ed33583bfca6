import type { Id } from '@rollcall/shared/ids'
import type { Database } from '../database/database.ts'
import { Snapshot } from './snapshot.entity.ts'

const most = 100

/** The last hundred looks at HR, newest first in the order in which they were judged, with the reasons why one did not count. */
export async function listSnapshots(database: Database, organization: Id<'organization'>) {
  const snapshots = await database.read((em) => em.find(Snapshot, { organization }, { orderBy: { position: 'desc' }, limit: most }))
  return snapshots.map(({ id, source, status, baseline, rows, sha256, reasons, receivedAt }) => ({
    id,
    source,
    status,
    baseline,
    rows,
    sha256,
    reasons,
    receivedAt,
  }))
}
