import type { EntryType } from '@rollcall/shared/ledger/entry'
import { type Entry, parseEntry } from '@rollcall/shared/ledger/entry'
import { readRange } from '../src/ledger/read-range.ts'
import { readSize } from '../src/ledger/read-size.ts'
import type { TestCompany } from './test-company.ts'

/** The company's ledger entries of these types, in order. */
export async function ledgerEntries(company: TestCompany, ...types: readonly EntryType[]): Promise<readonly Entry[]> {
  const { organization, ports } = company
  const leaves = await ports.database.read(async (em) => readRange(em, { organization, from: 0, to: await readSize(em, organization) }))
  return leaves.map(({ bytes }) => parseEntry(bytes)).filter(({ t }) => types.includes(t))
}
