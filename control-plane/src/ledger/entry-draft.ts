import type { Json } from '@rollcall/shared/canonical-json'
import { type Disclosure, disclosureDigest, toDisclosure } from '@rollcall/shared/disclosure'
import { toId } from '@rollcall/shared/ids'
import { type Entry, entryBytes } from '@rollcall/shared/ledger/entry'

type WithoutStamp<E> = E extends Entry
  ? Omit<E, 'v' | 'id' | 'at' | 'src' | 'sd'> & {
      /** Left out: the control plane itself. */
      readonly src?: Entry['src']
      /** When the source says it happened; left out: now. */
      readonly at?: string
      /** Personal facts: salted, committed to by the entry, and kept outside the log. */
      readonly facts?: Readonly<Record<string, Json>>
    }
  : never

/** What a command has to say; the ledger adds id, time and the digests of the facts. */
export type EntryDraft = WithoutStamp<Entry>

export interface EntryStamp {
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

export interface StampedEntry {
  readonly entry: Entry
  readonly leaf: Uint8Array
  readonly disclosures: readonly Disclosure[]
}

/** @throws EntryError when the draft holds something that must not be logged */
export function stampEntry(draft: EntryDraft, { at, random }: EntryStamp): StampedEntry {
  const { facts = {}, ...fields } = draft
  const disclosures = Object.entries(facts).map(([name, value]) => toDisclosure(name, value, random(16)))
  // Sorted, so that the order of the digests does not give away which fact is which (RFC 9901 §4.2.4.1).
  const sd = disclosures.map(disclosureDigest).sort()
  const id = toId('event', random(16))
  const entry: Entry = { v: 1, id, at: at.toISOString(), src: 'control-plane', ...fields, ...(sd.length > 0 ? { sd } : {}) }
  return { entry, leaf: entryBytes(entry), disclosures }
}
