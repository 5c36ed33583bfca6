/** Runs every static check, all of them even when one fails, and ends with a line per check: `npm run check`. */
import process from 'node:process'
import { pinnedEnvironment } from './set-up/environments.mjs'
import { runCommand } from './set-up/run-command.mjs'

const checks = [
  { title: 'format and import order', command: ['biome', 'ci', '.'] },
  { title: 'lint and house rules', command: ['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives'] },
  { title: 'types', command: ['tsc'] },
  { title: 'package boundaries', command: ['turbo', 'boundaries'] },
  { title: 'dead code', command: ['knip'] },
]

const results = []
for (const { title, command } of checks) {
  console.log(`\n── ${title}: ${command.join(' ')}`)
  results.push({ title, passed: (await runCommand(command, { env: pinnedEnvironment(), minutes: 5 })) === 0 })
}

console.log('')
for (const { title, passed } of results) console.log(`${passed ? 'passed' : 'FAILED'}  ${title}`)
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1
