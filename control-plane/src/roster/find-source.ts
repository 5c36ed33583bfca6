import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { lockLedger } from '../ledger/lock-ledger.ts'
import { defaultDateFormat, isDateFormat } from './date-reader.ts'
import { knownSource } from './known-source.ts'
import { RosterFileError } from './roster-file-error.ts'
import { Snapshot } from './snapshot.entity.ts'
import { Source } from './source.entity.ts'

export interface SourceDeclaration {
  readonly organization: Id<'organization'>
  readonly name: string
  /** True where somebody means to make one more: a name that was mistyped would be a second company of the same people. */
  readonly isNew?: boolean | undefined
  /** How dates are written in this source from now on, once a snapshot that says so is accepted (`storeSnapshot`). */
  readonly dateFormat?: string | undefined
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

/**
 * The organization's source of that name, made when it is the first or said to be new.
 * @throws RosterFileError for another name than the sources have, and for a date format that is none
 */
export async function findSource(em: EntityManager, declared: SourceDeclaration): Promise<Source> {
  const { organization, name, dateFormat, isNew } = declared
  if (dateFormat !== undefined && !isDateFormat(dateFormat))
    throw new RosterFileError(
      'date_format',
      `"${dateFormat}" is no date format: write the order of YYYY, MM and DD with one separator, such as DD.MM.YYYY`,
    )
  await lockLedger(em, organization)
  const known = await knownSource(em, { organization, name })
  if (known !== undefined) return known
  if (isNew !== true) await refuseAnother(em, declared)
  return create(em, declared)
}

/** A source whose files were all refused has no people yet, and stands in nobody's way. */
async function refuseAnother(em: EntityManager, { organization, name }: SourceDeclaration): Promise<void> {
  const accepted = await em.find(Snapshot, { organization, baseline: true, status: 'accepted' }, { fields: ['source'] })
  const sources = await em.find(Source, { id: { $in: accepted.map(({ source }) => source) } }, { orderBy: { name: 'asc' } })
  if (sources.length === 0) return
  const names = sources.map((source) => `"${source.name}"`).join(', ')
  throw new RosterFileError(
    'source_unknown',
    `there is no HR source "${name}", only ${names}: name one of them (--source), or say that this is another HR system with people of its own (--new-source)`,
  )
}

function create(em: EntityManager, { organization, name, at, random }: SourceDeclaration): Source {
  const kind = 'csv'
  return em.create(Source, { id: toId('source', random(16)), organization, name, kind, dateFormat: defaultDateFormat, createdAt: at })
}
