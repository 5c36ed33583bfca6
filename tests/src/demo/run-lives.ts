import { look } from '../stage/follow-case.ts'
import { type Stage, waitForAgents } from '../stage/open-stage.ts'
import { printHeading, printLine } from '../stage/print.ts'
import { readEffects } from '../stage/read-effects.ts'
import { runAgent } from '../stage/start-company.ts'
import type { Check } from './check-packet.ts'
import type { Life } from './lives.ts'
import { type LivedLife, runLife } from './run-life.ts'

export interface CheckedLife extends LivedLife {
  readonly checks: readonly Check[]
}

/** Lives the lives one after the other, each on top of the roster that the last one left. */
export async function runLives(stage: Stage, lives: readonly Life[], roster: string): Promise<readonly CheckedLife[]> {
  const lived: CheckedLife[] = []
  let csv = roster
  for (const life of lives) {
    printHeading(life.title)
    csv = life.edit(csv, new Date())
    lived.push(await liveOnce(stage, life, csv))
  }
  return lived
}

async function liveOnce(stage: Stage, life: Life, csv: string): Promise<CheckedLife> {
  const before = await readEffects(stage.apps)
  const isCut = life.id === 'leaver-while-agent-down'
  if (isCut) await cutPower(stage)
  const lived = await runLife({ company: stage.company, life, csv, ...(isCut ? { meanwhile: () => returnAgent(stage) } : {}) })
  const effects = (await readEffects(stage.apps)).slice(before.length)
  const steps = lived.found.jobs.flatMap(({ steps }) => steps)
  const changed = steps.filter(({ receipt }) => receipt?.outcome === 'changed').length
  const twice =
    effects.length - new Set(effects.map(({ app, kind, userName, detail }) => `${app} ${kind} ${userName} ${detail ?? ''}`)).size
  printLine(
    `  ${lived.found.state} after ${lived.seconds.toFixed(2)} s: ${changed} changes made and read back, ${effects.length} seen by the apps, ${twice} twice`,
  )
  return {
    ...lived,
    checks: [
      { name: `${life.id} is closed`, passed: lived.found.state === 'closed', detail: `${lived.found.state} ${lived.found.reason ?? ''}` },
      { name: `${life.id} changed something in the apps`, passed: effects.length > 0, detail: 'the apps saw nothing' },
      { name: `${life.id} did nothing twice`, passed: twice === 0, detail: `${twice} effects were seen twice` },
    ],
  }
}

async function cutPower(stage: Stage): Promise<void> {
  await stage.running.warehouse.kill()
  await waitForAgents(stage, 1)
  printLine('  warehouse agent: killed')
}

/** Comes back once everything that could be done without it is done. */
async function returnAgent(stage: Stage): Promise<void> {
  await look(60_000, 'the other apps were not finished', async () => {
    const [newest] = await stage.company.client.case.list.query({ limit: 1 })
    if (newest === undefined) return undefined
    const { jobs } = await stage.company.client.case.get.query({ case: newest.id })
    return jobs.every(({ app, state }) => app === 'stockroom' || state === 'done') ? true : undefined
  })
  stage.running.warehouse = await runAgent(stage.agents.warehouse)
  printLine('  warehouse agent: back')
}
