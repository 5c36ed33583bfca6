import { describe, expect, test } from 'vitest'
import { editDocument } from './edit-document.ts'
import { PolicyError } from './policy-error.ts'

const text = `# who gets what
apps:
  crm: { title: CRM } # sales
rules:
  # everybody
  - { name: all, grant: [ crm ] }
`

describe('an edit', () => {
  test('changes one place and keeps comments and order', () => {
    expect(editDocument(text, [{ path: ['apps', 'crm', 'title'], value: 'Sales' }])).toBe(text.replace('CRM', 'Sales'))
  })

  test('adds a field, an entry of a list, and what is around them', () => {
    const edits = [
      { path: ['apps', 'crm', 'leave', 'afterDays'], value: 3 },
      { path: ['rules', 0, 'grant', 1], value: 'crm/sales' },
      { path: ['rules', 1], value: { name: 'more', grant: ['crm'] } },
    ]
    expect(editDocument(text, edits)).toBe(`# who gets what
apps:
  crm: { title: CRM, leave: { afterDays: 3 } } # sales
rules:
  # everybody
  - { name: all, grant: [ crm, crm/sales ] }
  - name: more
    grant:
      - crm
`)
  })

  test('without a value takes away what stands there', () => {
    expect(editDocument(text, [{ path: ['apps', 'crm'] }, { path: ['rules', 0, 'grant', 0] }])).toContain('grant: []')
  })

  test.each<[string, (string | number)[]]>([
    ['a gap in a list', ['rules', 2]],
    ['a name in a list', ['rules', 'all']],
    ['a field of a text', ['apps', 'crm', 'title', 'x']],
    ['nothing at all', []],
  ])('is refused for %s', (_, path) => {
    expect(() => editDocument(text, [{ path, value: 1 }])).toThrow(PolicyError)
  })

  test('takes away nothing that is not there', () => {
    expect(() => editDocument(text, [{ path: ['apps', 'erp'] }])).toThrow('there is no place ["apps","erp"]')
  })
})
