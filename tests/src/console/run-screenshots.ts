/** `node tests/src/console/run-screenshots.ts`: the console over the demo company at work, into docs/screenshots. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { type Life, lives } from '../demo/lives.ts'
import { buildConsole } from '../stage/build-console.ts'
import { followCase, look, waitForCase } from '../stage/follow-case.ts'
import { openStage, type Stage, waitForAgents } from '../stage/open-stage.ts'
import { repository } from '../stage/paths.ts'
import { openBrowser, openPage, signIn } from './open-browser.ts'

const output = join(repository, 'docs', 'screenshots')
const folder = mkdtempSync(join(tmpdir(), 'rollcall-screenshots-'))
mkdirSync(output, { recursive: true })
await buildConsole()
try {
  await using stage = await openStage(folder, larkfieldRoster())
  let csv = larkfieldRoster()
  for (const life of lives.filter(({ id }) => id !== 'leaver-while-agent-down')) csv = await liveThrough(stage, life, csv)
  await shoot(stage, 'console-closed.png')
  await stage.running.warehouse.kill()
  await waitForAgents(stage, 1)
  await leaveHalfDone(stage, csv)
  await shoot(stage, 'console-running.png')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function liveThrough({ company: { client } }: Stage, life: Life, csv: string): Promise<string> {
  const at = new Date()
  const edited = life.edit(csv, at)
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(edited).toString('base64') })
  const { id } = await waitForCase(client, at, 20_000)
  await followCase(client, id, { timeoutMs: 60_000 })
  return edited
}

/** A leaver whose apps are done but for the one whose agent has no power. */
async function leaveHalfDone({ company: { client } }: Stage, csv: string): Promise<void> {
  const at = new Date()
  const edited = lives.reduce((text, life) => (life.id === 'leaver-while-agent-down' ? life.edit(text, at) : text), csv)
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(edited).toString('base64') })
  const { id } = await waitForCase(client, at, 20_000)
  await look(60_000, 'the other apps were not finished', async () => {
    const { jobs } = await client.case.get.query({ case: id })
    return jobs.every(({ app, state }) => app === 'stockroom' || state === 'done') ? true : undefined
  })
}

async function shoot({ company: { url, token } }: Stage, name: string): Promise<void> {
  const browser = await openBrowser()
  try {
    await using visit = await openPage(browser)
    await signIn(visit.page, { url, token })
    await visit.page.getByRole('article').waitFor()
    await visit.page.screenshot({ path: join(output, name) })
  } finally {
    await browser.close()
  }
}
