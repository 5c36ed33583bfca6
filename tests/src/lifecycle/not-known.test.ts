import { Notice } from '@rollcall/control-plane/notifications/notice.entity'
import { importRoster } from '@rollcall/control-plane/roster/import-roster'
import { ScheduledInstant } from '@rollcall/control-plane/schedule/scheduled-instant.entity'
import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { describe, expect, test } from 'vitest'
import { Life } from './life.ts'
import { lifePolicy } from './life-policy.ts'

const withRule = (when: string) => lifePolicy.replace('rules:\n', `rules:\n  - { name: most, when: '${when}', grant: [crm, crm/most] }\n`)

describe.each(testDialects)('what nobody can tell, on %s', (dialect) => {
  test('a title that HR hides gives a new hire nothing that a title decides, until HR shows it', async () => {
    await using life = await Life.open(dialect, { policy: withRule('person.title != "Lead"'), staff: { ada: { title: 'Clerk' } } })
    expect(await life.access('ada')).toMatchObject({ crm: 'on most' })
    const shown = [
      ...life.roster().trim().split('\n'),
      'zoe,zoe,zoe,Test,zoe@larkfield.example,employee,Finance,Clerk,boss,2026-06-01,,,,,',
    ]
    const hidden = shown.map((line, at) => (at === 0 ? line : line.split(',').with(7, '').join(',')))
    const upload = { ...life.company.owner, source: 'hr', bytes: Buffer.from(`${hidden.join('\n')}\n`), redacted: ['title'] as const }
    expect(await importRoster(life.company.ports, upload)).toMatchObject({ kind: 'accepted', changes: { added: 1, changed: 0 } })
    await life.company.settle()
    expect(await life.access('zoe')).toEqual({ mail: 'on', directory: 'on staff', payroll: 'on clerks' })
    expect(await life.access('ada')).toMatchObject({ crm: 'on most' })
    await life.company.upload(`${shown.join('\n')}\n`)
    await life.company.settle()
    expect(await life.access('zoe')).toMatchObject({ crm: 'on most' })
  })

  test('a manager whom the roster does not have is told of before the start, and holds what a manager decides', async () => {
    await using life = await Life.open(dialect, { policy: withRule('person.manager != "boss"') })
    await life.hr({ ada: { start: '2026-06-10', manager: '9999' }, bob: { start: '2026-06-10' } })
    expect(await warnings(life, 'ada')).toEqual(['2026-06-08T07:00:00.000Z'])
    expect(await warnings(life, 'bob')).toEqual([])
    await life.until('2026-06-08T12:00:00Z')
    const notices = await life.company.ports.database.read((em) => em.find(Notice, { kind: 'start_with_placeholder' }))
    expect(notices.map(({ details }) => details['fields'])).toEqual([['managerKey (not on the roster)']])
    await life.until('2026-06-10T12:00:00Z')
    expect(await life.access('ada')).toEqual({ mail: 'on', directory: 'on staff', payroll: 'on clerks' })
    await life.hr({ '9999': {} })
    expect(await life.access('ada')).toMatchObject({ crm: 'on most' })
  })
})

async function warnings(life: Life, key: string): Promise<readonly string[]> {
  const { id } = await life.person(key)
  const planned = await life.company.ports.database.read((em) => em.find(ScheduledInstant, { person: id, kind: 'placeholder_warning' }))
  return planned.map(({ at }) => at.toISOString())
}
