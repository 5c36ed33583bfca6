/** `npm run dev`: the demo company with control plane, console and agents, each started again when its source changes. Nothing is kept when it ends. */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { openStage } from '../stage/open-stage.ts'
import { printHeading, printLine } from '../stage/print.ts'
import { watchConsole } from './watch-console.ts'

const port = 7023
const folder = mkdtempSync(join(tmpdir(), 'rollcall-dev-'))

try {
  const stopping = new AbortController()
  const watching = watchConsole(stopping.signal)
  await using stage = await openStage(folder, larkfieldRoster(), { port, watch: true })
  printHeading('Ready. What you edit restarts by itself.')
  printLine(`  console  ${stage.company.url}/`)
  printLine(`  sign in  ${stage.company.token}`)
  printLine('  Ctrl-C ends it.')
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), watching])
  stopping.abort()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : 'it did not start'}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
