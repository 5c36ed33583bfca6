import type { EntityManager } from '@mikro-orm/sql'
import { type Id, toId } from '@rollcall/shared/ids'
import { defaultDateFormat, isDateFormat } from './date-reader.ts'
import { RosterFileError } from './roster-file-error.ts'
import { Source } from './source.entity.ts'

export interface SourceDeclaration {
  readonly organization: Id<'organization'>
  readonly name: string
  /** How dates are written in this source from now on, once a snapshot that says so is accepted (`storeSnapshot`). */
  readonly dateFormat?: string | undefined
  readonly at: Date
  readonly random: (bytes: number) => Uint8Array
}

/** The organization's source of that name, made when it is new. @throws RosterFileError for a date format that is none */
export async function findSource(em: EntityManager, declared: SourceDeclaration): Promise<Source> {
  const { organization, name, dateFormat } = declared
  if (dateFormat !== undefined && !isDateFormat(dateFormat))
    throw new RosterFileError(
      'date_format',
      `"${dateFormat}" is no date format: write the order of YYYY, MM and DD with one separator, such as DD.MM.YYYY`,
    )
  return (await em.findOne(Source, { organization, name })) ?? create(em, declared)
}

function create(em: EntityManager, { organization, name, at, random }: SourceDeclaration): Source {
  const kind = 'csv'
  return em.create(Source, { id: toId('source', random(16)), organization, name, kind, dateFormat: defaultDateFormat, createdAt: at })
}
