import type { SignedApproval } from '@rollcall/shared/approval'
import { ed25519Signer } from '@rollcall/shared/envelope/keys'
import type { Id } from '@rollcall/shared/ids'
import type { Command } from 'commander'
import { readKeyFile } from './approver-key-file.ts'
import { type ControlPlaneClient, clientFromEnvironment } from './client.ts'
import { idArgument } from './id-argument.ts'
import { printLine, printTable } from './print.ts'
import { scopeWords } from './scope-words.ts'
import { askedParts, checkedStatement, stepWords } from './shown-approval.ts'

export function addApprovalCommands(program: Command): void {
  const approvals = program.command('approval').description('plans that wait for somebody to agree')
  approvals
    .command('list')
    .description('what you are asked')
    .option('--all', 'also what others are asked, and what is decided')
    .action(list)
  approvals.command('show').addArgument(idArgument('approval')).description('what it is about, step by step and why').action(show)
  addVote(approvals, { name: 'approve', decision: 'approved', description: 'agree' })
  addVote(approvals, { name: 'refuse', decision: 'refused', description: 'say no: it is not asked again until HR says something new' })
}

type Decision = 'approved' | 'refused'

interface VoteOptions {
  readonly key?: string
  readonly reason?: string
}

function addVote(approvals: Command, { name, decision, description }: { name: string; decision: Decision; description: string }): void {
  approvals
    .command(name)
    .addArgument(idArgument('approval'))
    .description(description)
    .option('--key <file>', 'your private key; needed once you have registered one')
    .option('--reason <text>', 'for people to read; it stays out of the ledger')
    .action((approval: Id<'approval'>, options: VoteOptions) => vote({ approval, decision, ...options }))
}

async function list({ all }: { all?: true }): Promise<void> {
  const rows = await clientFromEnvironment().approval.list.query(all ? {} : { state: 'pending', mine: true })
  printTable(
    ['approval', 'state', 'person', 'about', 'asked', 'until'],
    rows.map((row) => [row.id, row.state, row.name, scopeWords(row.scope), row.createdAt, row.expiresAt]),
  )
}

async function show(approval: Id<'approval'>): Promise<void> {
  printApproval(await clientFromEnvironment().approval.get.query({ approval }))
}

type Detail = Awaited<ReturnType<ControlPlaneClient['approval']['get']['query']>>

/** The same check as before signing: what is printed is what the effects' digests name. */
function printApproval(found: Detail): void {
  printLine(`${found.kind} ${found.name}: ${found.state}, ${found.votes.length} of ${found.needed} have agreed`)
  printLine(`asked: ${found.approvers.map(({ name }) => name).join(', ') || 'nobody'} (${found.route}), until ${found.expiresAt}`)
  for (const { app, account, steps } of askedParts(found)) {
    printLine(`\n${app}: ${account.userName}`)
    for (const { step, because, why } of steps) {
      printLine(`  ${stepWords(step)}`)
      for (const line of why.length > 0 ? why : because) printLine(`    ${line}`)
    }
  }
  for (const { app, what, entitlement } of found.plan.lost)
    printLine(`\nnot given back: ${[app, entitlement].filter((part) => part !== null).join('/')} (${what})`)
}

async function vote({ approval, decision, key, reason }: VoteOptions & { approval: Id<'approval'>; decision: Decision }): Promise<void> {
  const client = clientFromEnvironment()
  const signed = key === undefined ? undefined : await sign(client, { approval, decision, key })
  const said = { approval, decision, ...(reason === undefined ? {} : { reason }), ...(signed === undefined ? {} : { signed }) }
  const { state, missing } = await client.approval.vote.mutate(said)
  printLine(missing === 0 ? state : `${state}: ${missing} more must agree`)
}

/** Signs what it has shown, and nothing else. */
async function sign(
  client: ControlPlaneClient,
  { approval, decision, key }: { approval: Id<'approval'>; decision: Decision; key: string },
): Promise<SignedApproval> {
  const signer = ed25519Signer(readKeyFile(key))
  const found = await client.approval.get.query({ approval })
  printApproval(found)
  const { statement } = await client.approval.statement.query({ approval, decision })
  const signature = Buffer.from(await signer.sign(checkedStatement(found, { statement, decision }))).toString('base64')
  printLine('')
  return { statement, signature: { kind: 'ed25519', keyId: signer.keyId, signature } }
}
