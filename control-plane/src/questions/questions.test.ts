import type { Id } from '@rollcall/shared/ids'
import { parseEntry } from '@rollcall/shared/ledger/entry'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addMember } from '../../test/add-member.ts'
import { testDialects } from '../../test/open-test-database.ts'
import { TestCompany } from '../../test/test-company.ts'
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts'
import { linkMember } from '../organizations/link-member.ts'
import { answerQuestion } from './answer-question.ts'
import { askQuestion } from './ask-question.ts'
import { getQuestion, listQuestions } from './list-questions.ts'
import { mootQuestions } from './moot-questions.ts'
import { openQuestionsOf } from './open-questions.ts'

describe.each(testDialects)('questions on %s', (dialect) => {
  let company: TestCompany
  let person: Id<'person'>
  beforeEach(async () => {
    company = await TestCompany.open(dialect)
    await company.upload({ ada: {} })
    person = (await company.person('ada')).id
  })
  afterEach(() => company[Symbol.asyncDispose]())

  const moment = () => ({ at: company.at, random: company.ports.random })
  const ask = (details: Readonly<Record<string, unknown>> = {}) =>
    company.ports.database.transact((em) =>
      askQuestion(em, { organization: company.organization, kind: 'manager_loop', key: 'loop', person, details }, moment()),
    )
  const moot = (except: readonly string[] = []) =>
    company.ports.database.transact((em) =>
      mootQuestions(
        em,
        { organization: company.organization, kinds: ['manager_loop'], people: [person], except: new Set(except) },
        moment(),
      ),
    )
  const all = () => listQuestions(company.ports.database, { organization: company.organization, all: true, limit: 10 })
  const one = async () => {
    const [question] = await all()
    if (question === undefined) throw new Error('nothing is asked')
    return question
  }
  const answer = async (word: string) =>
    answerQuestion(company.ports, { organization: company.organization, by: company.owner, question: (await one()).id, answer: word })
  const entries = async () => {
    const kept = await company.ports.database.read((em) => em.find(LedgerEntry, {}, { orderBy: { position: 'asc' } }))
    return kept.map(({ leaf }) => parseEntry(leaf)).filter(({ t }) => t.startsWith('question.'))
  }

  test('a question is asked once, with the newest details, and the ledger holds none of them', async () => {
    expect(await ask({ name: 'Ada' })).toBe(true)
    expect(await ask({ name: 'Ada Byron' })).toBe(false)
    const { id } = await one()
    expect(await all()).toMatchObject([{ state: 'open', details: { name: 'Ada Byron' }, name: 'ada Test', answers: ['seen'] }])
    const open = await company.ports.database.read((em) => openQuestionsOf(em, [person]))
    expect(open.get(person)?.map((question) => question.id)).toEqual([id])
    expect(await entries()).toEqual([expect.objectContaining({ t: 'question.opened', question: id, kind: 'manager_loop', sub: person })])
    expect(JSON.stringify(await entries())).not.toContain('Ada')
  })

  test('an answered question stays answered', async () => {
    await ask()
    await answer('seen')
    expect(await ask()).toBe(false)
    expect(await one()).toMatchObject({ state: 'answered', answer: 'seen', answeredBy: company.owner })
    expect((await entries()).at(-1)).toMatchObject({ t: 'question.answered', answer: 'seen', member: company.owner })
    await expect(answer('seen')).rejects.toMatchObject({ code: 'moved' })
  })

  test('what the facts have answered needs no answer, and is asked again when they raise it again', async () => {
    await ask()
    await moot(['loop'])
    expect(await one()).toMatchObject({ state: 'open' })
    await moot()
    expect((await entries()).at(-1)).toMatchObject({ t: 'question.answered', answer: 'moot' })
    await expect(answer('seen')).rejects.toMatchObject({ code: 'moved' })
    expect(await ask()).toBe(true)
    expect(await one()).toMatchObject({ state: 'open' })
  })

  test('an answer that is none to this kind is refused', async () => {
    await ask()
    await expect(answer('link')).rejects.toMatchObject({ code: 'does_not_fit' })
    expect(await one()).toMatchObject({ state: 'open', answer: null })
  })

  test('somebody’s earlier record is one that the question names, and not the caller’s own', async () => {
    await company.upload({ former: {}, other: {} })
    const [{ id: former }, { id: other }] = [await company.person('former'), await company.person('other')]
    const { organization, owner: by, ports } = company
    const details = { candidates: [{ person: former }] }
    await ports.database.transact((em) => askQuestion(em, { organization, kind: 'rehire', key: 'rehire', person, details }, moment()))
    const { id: question } = await one()
    const given = { organization, by, question, answer: 'same_person' } as const
    await expect(answerQuestion(ports, { ...given, person: other })).rejects.toMatchObject({ code: 'does_not_fit' })
    await linkMember(ports, { organization, by: await addMember(company, 'owner'), member: by, personKey: 'former' })
    await expect(answerQuestion(ports, given)).rejects.toMatchObject({ code: 'not_yours' })
    expect(await one()).toMatchObject({ state: 'open' })
  })

  test('another organization has no such question', async () => {
    await ask()
    const { id } = await one()
    const where = { organization: `org_${'9'.repeat(32)}` as const, question: id }
    await expect(getQuestion(company.ports.database, where)).rejects.toMatchObject({ code: 'not_found' })
  })
})
