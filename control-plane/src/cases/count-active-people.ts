import type { EntityManager } from '@mikro-orm/sql'
import { sql } from 'kysely'

interface Tables {
  person: { id: string; organization: string; status: string }
  account: { app: string; person: string | null; active: boolean; present: boolean }
}

const works = ['active', 'leave', 'notice', 'garden_leave']

/** Whoever works here by HR, has an active account, or is one of those who have just lost something. */
export async function countActivePeople(em: EntityManager, organization: string, recent: ReadonlySet<string>): Promise<number> {
  const { count } = await em
    .getKysely<Tables>()
    .selectFrom('person')
    .select(sql<number | string>`count(*)`.as('count'))
    .where('organization', '=', organization)
    .where((eb) =>
      eb.or([
        eb('status', 'in', works),
        ...(recent.size === 0 ? [] : [eb('id', 'in', [...recent])]),
        eb.exists(
          eb
            .selectFrom('account')
            .select('account.app')
            .whereRef('account.person', '=', 'person.id')
            .where(sql<boolean>`account.active and account.present`),
        ),
      ]),
    )
    .executeTakeFirstOrThrow()
  return Number(count)
}
