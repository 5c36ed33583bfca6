import { readFileSync, writeFileSync } from 'node:fs'
import type { PlanSet } from '@rollcall/shared/plan-set'
import type { Command } from 'commander'
import { clientFromEnvironment } from './client.ts'
import { planSetLines } from './plan-set-lines.ts'
import { printLine, printTable } from './print.ts'

interface Supposed {
  readonly policy?: string
  readonly roster?: string
  readonly source: string
  readonly newSource?: true
}

export function addSimulationCommands(program: Command): void {
  supposing(program.command('simulate').description('what a policy, a roster, or both would do, with nothing done'))
    .option('-o, --output <file>', 'write the signed plan set')
    .action(runSimulation)
  supposing(program.command('apply').description('carry out exactly what was simulated, or nothing'))
    .requiredOption('--hash <sha256>', 'the hash that the simulation printed')
    .action(applyIt)
}

function supposing(command: Command): Command {
  return command
    .option('--policy <file>', 'the policy to suppose')
    .option('--roster <file>', 'the roster file to suppose')
    .option('--source <name>', 'which HR system the roster comes from', 'hr')
    .option('--new-source', 'the roster comes from one more HR system, with people of its own')
}

async function runSimulation({ output, ...supposed }: Supposed & { readonly output?: string }): Promise<void> {
  const { set, hash, envelope } = await clientFromEnvironment().simulation.run.mutate(toInput(supposed))
  printApps(set)
  for (const line of planSetLines(set)) printLine(line)
  if (output !== undefined) writeFileSync(output, `${JSON.stringify(envelope)}\n`)
  const recorded = set.recorded === 0 ? '' : `; ${set.recorded} more would only be recorded`
  printLine(
    `${set.people.length === 0 ? '' : '\n'}${peopleWords(set.people.length)}${recorded}. Nothing has been done. To do exactly this:`,
  )
  printLine(`rollcall apply${toArguments(supposed)} --hash ${hash}`)
}

async function applyIt({ hash, ...supposed }: Supposed & { readonly hash: string }): Promise<void> {
  const { people } = await clientFromEnvironment().simulation.applyRun.mutate({ ...toInput(supposed), hash })
  printLine(`done as simulated: ${peopleWords(people)}`)
}

/** The options once more, as a shell reads them. */
function toArguments({ policy, roster, source, newSource }: Supposed): string {
  const options = [
    ['policy', policy],
    ['roster', roster],
    ['source', roster === undefined || source === 'hr' ? undefined : source],
  ]
  const named = options.map(([name, value]) => (value === undefined ? '' : ` --${name} ${quoted(value)}`)).join('')
  return newSource === undefined || roster === undefined ? named : `${named} --new-source`
}

function quoted(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function toInput({ policy, roster, source, ...declared }: Supposed) {
  return {
    ...(policy === undefined ? {} : { policy: readFileSync(policy, 'utf8') }),
    ...(roster === undefined ? {} : { roster: { source, ...declared, file: readFileSync(roster).toString('base64') } }),
  }
}

function peopleWords(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}

/** How many of each verb, app by app. */
function printApps({ people }: PlanSet): void {
  const steps = people.flatMap(({ apps }) => apps.flatMap(({ app, steps: some }) => some.map(({ verb }) => ({ app, verb }))))
  const verbs = [...new Set(steps.map(({ verb }) => verb))].sort()
  const apps = [...new Set(steps.map(({ app }) => app))].sort()
  const count = (app: string, verb: string) => steps.filter((step) => step.app === app && step.verb === verb).length
  if (apps.length > 0)
    printTable(
      ['app', ...verbs],
      apps.map((app) => [app, ...verbs.map((verb) => String(count(app, verb)))]),
    )
}
