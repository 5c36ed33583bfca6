import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { assessPerson, nothingElse, type ObservedPerson } from '@rollcall/control-plane/cases/assess-person'
import { knownAccess } from '@rollcall/control-plane/policy/evaluate-policy'
import { parsePolicy } from '@rollcall/control-plane/policy/parse-policy'
import type { Policy } from '@rollcall/control-plane/policy/policy'
import { parseRoster } from '@rollcall/control-plane/roster/parse-roster'
import { toId } from '@rollcall/shared/ids'
import { demoPolicy } from '../../stage/paths.ts'
import { appNames } from '../../stage/start-company.ts'
import type { Measure } from '../benchmark.ts'
import { median } from '../quantile.ts'
import { rosterFile } from '../roster/sample-roster.ts'
import { timeWork } from '../time-work.ts'
import type { Reorganization } from './planning-benchmark.ts'
import { seededAccounts } from './seeded-accounts.ts'

const rounds = 7

/** The goal is for the first round: nothing is compiled or warm, and the policy document is still text. */
export async function measurePurePlanning(reorganization: Reorganization): Promise<readonly Measure[]> {
  const people = await observedPeople(reorganization)
  const times: number[] = []
  for (let round = 0; round < rounds; round++)
    times.push((await timeWork(() => planAll(people, parsePolicy(readFileSync(demoPolicy, 'utf8')), reorganization.at))).ms)
  const [cold = Number.NaN, ...warm] = times
  return [
    { name: `plan for ${people.length} people, cold`, value: cold / 1_000, unit: 's', goal: { most: 1 }, from: { rounds: times } },
    { name: `plan for ${people.length} people, warm`, value: median(warm) / 1_000, unit: 's' },
  ]
}

/** Everybody has something to change, so everybody gets a plan. */
export function planAll(people: readonly ObservedPerson[], policy: Policy, at: Date): void {
  const context = { policy, known: knownAccess(policy), at, isTaken: () => false, verbs: new Map() }
  const plans = people.filter((person) => assessPerson(person, context).outcome.kind === 'plan')
  if (plans.length !== people.length) throw new Error(`${plans.length} of ${people.length} people got a plan`)
}

/** People as the database would give them, with their accounts from before the reorganization. */
export async function observedPeople({ before, after, day, at }: Reorganization): Promise<readonly ObservedPerson[]> {
  const { people } = await parseRoster({ bytes: rosterFile(after), dateFormat: 'YYYY-MM-DD' })
  const accounts = new Map(seededAccounts(before, day).map((account) => [account.userName, account]))
  return people.map((facts) => {
    const account = accounts.get(facts.workEmail ?? '')
    return {
      ...nothingElse,
      person: {
        id: toId('person', randomBytes(16)),
        facts,
        presence: 'present',
        recordedAt: at,
        firstRecordedAt: at,
        factsDigest: '',
        snapshotsMissed: 0,
        saidToHaveLeft: false,
      },
      accounts:
        account === undefined
          ? []
          : appNames.map((app) => ({
              ...account,
              app,
              protected: false,
              created: false,
              given: new Set(account.entitlements),
              suspended: undefined,
              remembered: [],
            })),
    }
  })
}
