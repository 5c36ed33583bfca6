import { expect, test } from 'vitest'
import { diffDocuments } from './diff-documents.ts'
import { readPolicyDocument } from './read-policy-document.ts'

const before = `version: 1
company: { timeZone: Europe/Berlin }
apps:
  crm: { title: CRM, account: { userName: person.workEmail }, leaver: { tasks: [{ name: hand-over, title: Hand over }] } }
  wiki: { title: Wiki, account: { userName: person.workEmail } }
bundles: { everyone: [crm, wiki] }
rules:
  - { name: staff, when: "true", grant: [everyone] }
  - { name: sales, when: "person.department == 'Sales'", grant: [crm/sales] }
protected: [{ app: crm, userName: root }]
`

function diff(...changes: readonly (readonly [string, string])[]): readonly string[] {
  const after = changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new RangeError(`the document has no ${from}`)
    return text.replace(from, () => to)
  }, before)
  return diffDocuments(readPolicyDocument(before).document, readPolicyDocument(after).document)
}

test.each<[string, readonly [string, string], readonly string[]]>([
  ['a setting', ['Europe/Berlin', 'Asia/Tokyo'], ['company.timeZone: Europe/Berlin → Asia/Tokyo']],
  ['an expression', ["'Sales'", "'Care'"], [`rule "sales", when: person.department == 'Sales' → person.department == 'Care'`]],
  ['a grant more', ['[crm/sales]', '[crm/sales, crm/boss]'], ['rule "sales", grant: now also crm/boss']],
  ['a grant less', ['[crm, wiki]', '[crm]'], ['bundle "everyone": no longer wiki']],
  ['a task', ['title: Hand over', 'title: Hand it over'], ['app "crm", leaver.tasks.hand-over.title: Hand over → Hand it over']],
  ['another number', ['{ title: Wiki,', '{ title: Wiki, leadDays: 5,'], ['app "wiki", leadDays: 2 → 5']],
  ['a rule that is gone', ['  - { name: staff, when: "true", grant: [everyone] }\n', ''], ['rule "staff" is gone']],
  [
    'a protected account',
    ['userName: root', 'userName: boss'],
    ['protected account "crm: root" is gone', 'protected account "crm: boss" is new'],
  ],
  ['a rule of another name', ['name: staff', 'name: all'], ['rule "staff" is gone', 'rule "all" is new: when true; grant everyone']],
  ['a default written out', ['{ title: Wiki,', '{ title: Wiki, leadDays: 2,'], []],
])('%s is told', (_, change, told) => {
  expect([...diff(change)].sort()).toEqual([...told].sort())
})

test('the order of rules that decide by their order is a change', () => {
  const rules = 'correlation: { rules: [{ rule: address, score: 0.95 }, { rule: external_id, score: 1 }] }\nprotected'
  expect(diff(['protected', rules])).toEqual([
    'correlation.rules: external_id 1, address 0.95, address_only 0.8, name 0.5 → address 0.95, external_id 1',
  ])
})
