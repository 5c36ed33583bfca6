import { testDialects } from '@rollcall/control-plane/test/open-test-database'
import { expect, test } from 'vitest'
import { Life } from './life.ts'

test.for(testDialects)(
  'what somebody gives by hand to the account of a leaver, off as it is, is taken at the next listing: %s',
  async (dialect) => {
    await using life = await Life.open(dialect, { staff: { ada: {} } })
    await life.hr({ ada: { end: '2026-05-29' } })
    expect((await life.access('ada')).directory).toBe('off')
    await life.company.byHand('directory', 'ada', () => ({ entitlements: ['staff'] }))
    life.company.at = new Date(life.company.at.getTime() + 60_000)
    await life.company.list('directory')
    expect((await life.access('ada')).directory).toBe('off')
  },
)

test.for(testDialects)('so it is of somebody whom HR lists no more and who has left, whatever the last dates say: %s', async (dialect) => {
  await using life = await Life.open(dialect, { staff: { ada: {} } })
  await life.hr({ ada: undefined })
  await life.hr({})
  await life.answer('vanished', 'has_left')
  expect((await life.access('ada')).directory).toBe('off')
  await life.company.byHand('directory', 'ada', () => ({ entitlements: ['staff'] }))
  life.company.at = new Date(life.company.at.getTime() + 60_000)
  await life.company.list('directory')
  expect((await life.access('ada')).directory).toBe('off')
})
