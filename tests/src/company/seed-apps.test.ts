import { describe, expect, test } from 'vitest'
import { endEngagement } from './edit-roster.ts'
import { larkfieldRoster } from './larkfield-roster.ts'
import { departmentGroup, seedApps } from './seed-apps.ts'

const csv = larkfieldRoster()
const seeds = seedApps(csv, '2026-11-22')

describe('seeding the apps from the roster', () => {
  test('everyone who works here has one active account, named by work e-mail; future starters have none', () => {
    expect(seeds).toHaveLength(118)
    expect(new Set(seeds.map((seed) => seed.userName)).size).toBe(118)
    expect(seeds.every((seed) => seed.active)).toBe(true)
    expect(seeds.some((seed) => seed.externalId === '00216')).toBe(false)
  })

  test('groups are everyone’s and the departments’ of all engagements', () => {
    expect(seeds.find((seed) => seed.externalId === '00048')?.groups).toEqual(['all-staff', 'dept-customer-care'])
    expect(seeds.find((seed) => seed.externalId === '00121')?.groups).toHaveLength(3)
    expect(departmentGroup('People')).toBe('dept-people')
  })

  test('a last day still counts, the day after does not', () => {
    const ending = endEngagement(csv, { personId: '00056', endDate: '2026-11-20' })
    const hasAccount = (day: string) => seedApps(ending, day).some((seed) => seed.externalId === '00056')
    expect([hasAccount('2026-11-20'), hasAccount('2026-11-21')]).toEqual([true, false])
  })
})
