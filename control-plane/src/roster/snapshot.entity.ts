import { defineEntity, p } from '@mikro-orm/core'
import type { Id } from '@rollcall/shared/ids'

/** One look at a whole source. Only `accepted` ones count; a `partial` one is kept to show why. */
export const snapshotSchema = defineEntity({
  name: 'Snapshot',
  properties: {
    id: p.string().primary().$type<Id<'snapshot'>>(),
    organization: p.string().index().$type<Id<'organization'>>(),
    source: p.string().index().$type<Id<'source'>>(),
    status: p.string().$type<'accepted' | 'partial'>(),
    /** The first accepted snapshot of a source opens no case. */
    baseline: p.boolean(),
    rows: p.integer(),
    /** Hex SHA-256 of the file as received. */
    sha256: p.string(),
    /** How many rows have a value in each column: the next snapshot may not lose one that many had. */
    filledColumns: p.json().$type<Readonly<Record<string, number>>>(),
    /** Columns that were accepted as hidden from now on. */
    redacted: p
      .json()
      .$type<readonly string[]>()
      .default('[]')
      .onCreate(() => []),
    reasons: p.json().$type<readonly string[]>(),
    receivedAt: p.datetime(),
    /** Place of its entry in the ledger: the order in which snapshots were judged, whatever the clock said. */
    position: p.integer(),
  },
})
export class Snapshot extends snapshotSchema.class {}
snapshotSchema.setClass(Snapshot)
