import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import type { Id } from '@rollcall/shared/ids'
import type { Step } from '@rollcall/shared/job'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type WaiveReason, waiveReasons } from '../cases/case-reasons.ts'
import type { ProofType } from '../tasks/proof.ts'
import { clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { printLine, printTable } from './print.ts'

export function addTaskCommands(program: Command): void {
  const tasks = program.command('task').description('what people do where no automation can')
  tasks.command('list').description('open tasks, what is due first').option('--all', 'also settled ones').action(listTasks)
  tasks.command('show').addArgument(idArgument('task')).description('one task with its instructions').action(showTask)
  tasks
    .command('done')
    .addArgument(idArgument('task'))
    .description('say that you did it')
    .option('--proof <file>', 'a picture, PDF, text or e-mail that shows it, up to 5 MB', readProof)
    .action(completeTask)
  tasks
    .command('waive')
    .addArgument(idArgument('task'))
    .description('leave it undone, in your name')
    .addOption(new Option('--reason <word>', 'goes into the ledger').choices(waiveReasons).makeOptionMandatory())
    .action(waiveTask)
}

async function listTasks({ all = false }: { all?: boolean }): Promise<void> {
  const rows = await clientFromEnvironment().task.list.query({ all })
  printTable(
    ['task', 'state', 'due', 'app', 'whose', 'person', 'what'],
    rows.map((row) => [
      row.id,
      row.state,
      `${row.dueAt}${row.isEscalated ? ' (late)' : ''}`,
      row.app ?? '',
      row.assignedTo ?? 'any operator',
      row.name,
      row.title,
    ]),
  )
}

async function showTask(id: Id<'task'>): Promise<void> {
  const task = await clientFromEnvironment().task.get.query({ task: id })
  printLine(`${task.title}: ${task.state}, due ${task.dueAt}, ${task.assignedTo ?? 'any operator'}`)
  printLine(
    `about ${task.name}${task.app === null ? '' : ` in ${task.app}`}${task.account == null ? '' : `, account ${task.account.userName}`}`,
  )
  printLine(task.instructions)
  for (const [field, value] of profileOf(task.steps)) printLine(`  ${field}: ${value ?? ''}`)
  if (task.proof !== null) printLine(`proof: ${task.proof.name} (${task.proof.type}, sha256 ${task.proof.sha256})`)
}

/** What a new account is to say of its owner; all else stands in the instructions. */
function profileOf(steps: readonly Step[]): readonly (readonly [string, string | undefined])[] {
  return steps.flatMap((step) => ('draft' in step ? Object.entries(step.draft.profile) : []))
}

async function completeTask(task: Id<'task'>, { proof }: { proof?: ReturnType<typeof readProof> }): Promise<void> {
  await clientFromEnvironment().task.complete.mutate({ task, ...(proof === undefined ? {} : { proof }) })
  printLine('done')
}

async function waiveTask(task: Id<'task'>, { reason }: { reason: WaiveReason }): Promise<void> {
  await clientFromEnvironment().task.waive.mutate({ task, reason })
  printLine('waived')
}

const typeOf: Readonly<Record<string, ProofType>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.eml': 'message/rfc822',
}

function readProof(file: string) {
  const type = typeOf[extname(file).toLowerCase()]
  if (type === undefined) throw new InvalidArgumentError(`give a file that ends in ${Object.keys(typeOf).join(', ')}`)
  return { name: basename(file), type, file: readFileSync(file).toString('base64') }
}
