import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { readKillConfig } from '../kill/config.ts'
import { openKillStage } from '../kill/kill-stage.ts'
import { reportRound } from '../kill/report-round.ts'
import { runKillRounds } from '../kill/run-kill-rounds.ts'
import { SeededChoice } from '../kill/seeded-choice.ts'
import { requireBrowser } from '../stage/require-browser.ts'

const { seed, rounds } = readKillConfig()

test.for([
  { title: 'two apps behind one agent', withBrowser: false, usually: 35 },
  { title: 'three apps, one of them in a browser behind an agent of its own', withBrowser: true, usually: 15 },
])(`a case finishes, once, whoever is killed and whenever: $title (ROLLCALL_TEST_SEED=${seed})`, async ({ withBrowser, usually }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-kill-'))
  const wanted = rounds ?? usually
  try {
    await using stage = await openKillStage({ folder, ...(withBrowser ? { browser: requireBrowser() } : {}) })
    const order = { rounds: wanted, choice: new SeededChoice(seed), csv: larkfieldRoster(), onRound: reportRound }
    const reports = await runKillRounds(stage, order)
    const faulty = reports.filter(({ faults }) => faults.length > 0)
    expect(faulty, stage.lastWords()).toEqual([])
    expect(reports).toHaveLength(wanted)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
