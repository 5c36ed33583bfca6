/** `npm run demo [-- --keep]`: the whole ring once, on this machine, start to finish. Exit code 0 only if every check passed. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { buildConsole } from '../stage/build-console.ts'
import { openStage } from '../stage/open-stage.ts'
import { demoOutput } from '../stage/paths.ts'
import { printHeading, printLine } from '../stage/print.ts'
import { lives } from './lives.ts'
import { printTimes } from './print-times.ts'
import { provePackets } from './prove-packets.ts'
import { runLives } from './run-lives.ts'

const isKept = process.argv.includes('--keep')
const folder = mkdtempSync(join(tmpdir(), 'rollcall-demo-'))
rmSync(demoOutput, { recursive: true, force: true })
mkdirSync(demoOutput, { recursive: true })

try {
  if (isKept) await buildConsole()
  await using stage = await openStage(folder, larkfieldRoster())
  const lived = await runLives(stage, lives, larkfieldRoster())
  printTimes(lived)
  const checks = await provePackets(stage.company, lived)
  const failed = [...lived.flatMap(({ checks: own }) => own), ...checks].filter(({ passed }) => !passed)
  printHeading(failed.length === 0 ? 'Every check passed.' : `${failed.length} checks failed:`)
  for (const { name, detail } of failed) printLine(`  ${name}: ${detail}`)
  if (failed.length > 0) process.exitCode = 1
  if (isKept) await keep(stage.company.url, stage.company.token)
} catch (error) {
  process.stderr.write(`\nThe demo stopped: ${error instanceof Error ? error.message : 'unknown error'}\n`)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function keep(url: string, token: string): Promise<void> {
  printHeading('Everything is still running.')
  printLine(`  console  ${url}/`)
  printLine(`  sign in  ${token}`)
  printLine(`\n  or: export ROLLCALL_URL=${url} ROLLCALL_TOKEN=${token}`)
  printLine('      node_modules/.bin/node control-plane/src/main.ts case list')
  printLine('\n  Ctrl-C ends it.')
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
  })
}
