import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { readKillConfig } from './config.ts'
import { type KillStage, openKillStage } from './kill-stage.ts'
import { reportRound } from './report-round.ts'
import { runKillRounds } from './run-kill-rounds.ts'
import { SeededChoice } from './seeded-choice.ts'

const { seed, rounds = 6 } = readKillConfig()
const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-'))
let stage: KillStage

beforeAll(async () => {
  stage = await openKillStage({ folder })
}, 90_000)

afterAll(async () => {
  await stage?.[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
}, 30_000)

test(`a case finishes, once, whoever is killed and whenever (ROLLCALL_TEST_SEED=${seed})`, { timeout: 300_000 }, async () => {
  const choice = new SeededChoice(seed)
  const reports = await runKillRounds(stage, { rounds, choice, csv: larkfieldRoster(), onRound: reportRound })
  expect(
    reports.filter(({ faults }) => faults.length > 0),
    stage.lastWords(),
  ).toEqual([])
  expect(reports).toHaveLength(rounds)
})
