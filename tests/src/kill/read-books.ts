import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { firstPrevious, receiptSchema } from '@rollcall/shared/receipt'
import { z } from 'zod'
import type { KillStage } from './kill-stage.ts'

export interface KeptReceipt {
  readonly sequence: number
  readonly previous: string
  /** Hex SHA-256 of the payload bytes. */
  readonly hash: string
  readonly job: string | undefined
}

export interface Books {
  /** By agent id, in the order of their numbers: what the control plane has. */
  readonly received: ReadonlyMap<string, readonly KeptReceipt[]>
  /** By agent id: what each agent signed. */
  readonly signed: ReadonlyMap<string, readonly KeptReceipt[]>
  /** Frames that agents still have to deliver. */
  readonly undelivered: number
  /** Positions of the ledger's entries, in order. */
  readonly ledger: readonly number[]
}

const envelopeJson = z.string().transform((text) => z.object({ payload: z.base64() }).parse(JSON.parse(text)))
const frameJson = z.string().transform((text) => z.object({ envelope: z.object({ payload: z.base64() }) }).parse(JSON.parse(text)).envelope)

/** Both sides' files, read while the programs run. */
export function readBooks(stage: KillStage): Books {
  const received = rows(join(stage.folder, 'rollcall.sqlite'), 'select agent, envelope from receipt order by agent, sequence', {
    agent: z.string(),
    envelope: envelopeJson,
  })
  const ledger = rows(join(stage.folder, 'rollcall.sqlite'), 'select position from ledger_entry order by position', { position: z.int() })
  const spools = [...stage.homes.values()].map(({ home }) => join(home, 'spool.sqlite'))
  const signed = spools.flatMap((file) => rows(file, 'select frame from receipt order by sequence', { frame: frameJson }))
  const waiting = spools.flatMap((file) => rows(file, 'select sequence from outbox', { sequence: z.int() }))
  return {
    received: byAgent(received.map(({ envelope }) => envelope)),
    signed: byAgent(signed.map(({ frame }) => frame)),
    undelivered: waiting.length,
    ledger: ledger.map(({ position }) => position),
  }
}

/** What is wrong with the books, in words; nothing when every receipt arrived, each chain is whole, and the ledger has no gap. */
export function auditBooks({ received, signed, ledger }: Books): readonly string[] {
  return [
    ...[...signed].flatMap(([agent, chain]) => faultsOfChain(agent, chain)),
    ...[...received].flatMap(([agent, chain]) => faultsOfChain(agent, chain)),
    ...[...signed].flatMap(([agent, chain]) => {
      const arrived = received.get(agent)?.map(({ hash }) => hash) ?? []
      return chain.some(({ hash }, at) => arrived[at] !== hash) || arrived.length !== chain.length
        ? [`${agent} signed ${chain.length} receipts, ${arrived.length} arrived`]
        : []
    }),
    ...(ledger.every((position, at) => position === at) ? [] : ['the ledger has a gap']),
  ]
}

function faultsOfChain(agent: string, chain: readonly KeptReceipt[]): readonly string[] {
  return chain.flatMap(({ sequence, previous }, at) => {
    const expected = chain[at - 1]?.hash ?? firstPrevious
    return sequence === at + 1 && previous === expected ? [] : [`receipt ${sequence} of ${agent} does not continue the chain`]
  })
}

function byAgent(envelopes: readonly { payload: string }[]): ReadonlyMap<string, readonly KeptReceipt[]> {
  const kept = envelopes.map(({ payload }) => {
    const bytes = Buffer.from(payload, 'base64')
    const { agent, sequence, previous, job } = receiptSchema.parse(JSON.parse(bytes.toString('utf8')))
    return { agent, sequence, previous, job, hash: createHash('sha256').update(bytes).digest('hex') }
  })
  return Map.groupBy(kept, ({ agent }) => agent)
}

function rows<Shape extends z.ZodRawShape>(file: string, sql: string, shape: Shape) {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 })
  try {
    return z.array(z.object(shape)).parse(database.prepare(sql).all())
  } finally {
    database.close()
  }
}
