import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { AccountRecord } from '../accounts/account.entity.ts'
import type { RaisedQuestion } from '../planning/plan.ts'
import { askQuestions } from '../questions/ask-questions.ts'
import { mootQuestions } from '../questions/moot-questions.ts'
import type { Person } from '../roster/person.entity.ts'
import type { Moment } from './moment.ts'

/** Whether a grant by hand still has to be decided, the accounts show (`mootChanges`). */
const kinds = ['separation_of_duties', 'contractor_without_end', 'long_leave'] as const satisfies readonly RaisedQuestion['kind'][]

/** Questions that planning raises about the people of one pass: asked once, and ended when planning raises them no more. */
export class RaisedQuestions {
  readonly #organization: Id<'organization'>
  readonly #people: Id<'person'>[] = []
  readonly #raised: { readonly person: Id<'person'>; readonly question: RaisedQuestion }[] = []

  constructor(organization: Id<'organization'>) {
    this.#organization = organization
  }

  add({ id }: Pick<Person, 'id'>, questions: readonly RaisedQuestion[]): void {
    this.#people.push(id)
    for (const question of questions) this.#raised.push({ person: id, question })
  }

  async ask(em: EntityManager, moment: Moment): Promise<void> {
    const organization = this.#organization
    const accounts = await this.#accounts(em)
    const drafts = this.#raised.map(({ person, question: { kind, key, app, nativeId, details } }) => ({
      organization,
      kind,
      key,
      person,
      account: accounts.get(`${app ?? ''} ${nativeId ?? ''}`),
      app: app ?? undefined,
      details,
    }))
    await askQuestions(em, drafts, moment)
    await mootQuestions(em, { organization, kinds, people: this.#people, except: new Set(drafts.map(({ key }) => key)) }, moment)
  }

  async #accounts(em: EntityManager): Promise<ReadonlyMap<string, Id<'account'>>> {
    const nativeIds = this.#raised.flatMap(({ question: { nativeId } }) => nativeId ?? [])
    if (nativeIds.length === 0) return new Map()
    const records = await em.find(
      AccountRecord,
      { organization: this.#organization, nativeId: { $in: nativeIds } },
      { fields: ['id', 'app', 'nativeId'] },
    )
    return new Map(records.map(({ id, app, nativeId }) => [`${app} ${nativeId}`, id]))
  }
}
