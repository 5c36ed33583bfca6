import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('who should have what')
  policy.command('check <file>').description('check a document here, without a server').action(checkPolicy)
  policy.command('draft <file>').description('keep a document as a version that is not in force yet').action(draftPolicy)
  policy.command('save <file>').description('draft a document and put it in force').action(savePolicy)
  policy
    .command('set <path> [json]')
    .description('change one place of the newest draft, or of the version in force, as a new draft: policy set apps.crm.leadDays 5')
    .option('--remove', 'take away what stands there')
    .option('--version <number>', 'start from this version', toNumber)
    .action(setPlace)
  policy.command('list').description('every version').action(listVersions)
  policy.command('show').argument('[version]', 'the one in force unless given', toNumber).action(showVersion)
  policy
    .command('diff')
    .description('what changes from one version to another')
    .argument('<from>', 'number', toNumber)
    .argument('<to>', 'number', toNumber)
    .action(diffVersions)
  policy
    .command('approve')
    .description("agree to somebody else's draft")
    .argument('<version>', 'number', toNumber)
    .action(async (version: number) => {
      await clientFromEnvironment().policy.approve.mutate({ version })
      printLine(`version ${version} is approved`)
    })
  policy
    .command('activate')
    .description('put a draft in force, or bring an earlier version back')
    .argument('<version>', 'number', toNumber)
    .action(async (version: number) => printSaved(await clientFromEnvironment().policy.activate.mutate({ version })))
  policy.command('schema').description('the JSON Schema of a document').action(printSchema)
}

/** The compiler of policies is loaded only by those that need it. */
async function checkPolicy(file: string): Promise<void> {
  const { parsePolicy } = await import('../policy/parse-policy.ts')
  const { digest, apps, rules } = parsePolicy(readFileSync(file, 'utf8'))
  printLine(`no mistake in ${apps.size} apps and ${rules.length} rules (${digest})`)
}

async function printSchema(): Promise<void> {
  const { policyJsonSchema } = await import('../policy/policy-json-schema.ts')
  printLine(JSON.stringify(policyJsonSchema(), null, 2))
}

async function draftPolicy(file: string): Promise<void> {
  printSaved(await clientFromEnvironment().policy.draft.mutate({ document: readFileSync(file, 'utf8') }))
}

async function savePolicy(file: string): Promise<void> {
  printSaved(await clientFromEnvironment().policy.save.mutate({ document: readFileSync(file, 'utf8') }))
}

interface Saved {
  readonly kind: 'saved' | 'drafted' | 'unchanged'
  readonly number: number
  readonly digest: string
  readonly isActive: boolean
  readonly needsApproval: boolean
}

function printSaved({ number, digest, isActive, needsApproval }: Saved): void {
  if (isActive) return printLine(`version ${number} is active (${digest})`)
  printLine(`version ${number} is a draft (${digest})`)
  printLine(
    needsApproval ? `somebody else approves it: rollcall policy approve ${number}` : `put it in force: rollcall policy activate ${number}`,
  )
}

interface SetOptions {
  readonly remove?: true
  readonly version?: number
}

async function setPlace(place: string, json: string | undefined, { remove, version }: SetOptions): Promise<void> {
  const client = clientFromEnvironment()
  const path = toPath(place)
  const edit = remove === true ? { path, remove } : { path, value: toJson(json) }
  const base = version ?? (await client.policy.list.query()).find(({ state }) => state === 'draft' || state === 'active')?.number
  if (base === undefined) throw new Error('there is no policy yet: start with rollcall policy save')
  const { digest } = (await client.policy.get.query({ version: base })) ?? {}
  if (digest !== undefined) printSaved(await client.policy.edit.mutate({ base: digest, edits: [edit] }))
}

/** `apps.crm.leadDays`, or a JSON array where a name has a dot. */
function toPath(text: string): (string | number)[] {
  if (!text.startsWith('[')) return text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const path: unknown = toJson(text)
  if (Array.isArray(path)) return path.map((part) => (typeof part === 'number' ? part : String(part)))
  throw new InvalidArgumentError('a path is apps.crm.leadDays or ["apps","crm","leadDays"]')
}

function toJson(text: string | undefined) {
  if (text === undefined) throw new InvalidArgumentError('give a value as JSON, or --remove')
  try {
    return z.json().parse(JSON.parse(text))
  } catch {
    throw new InvalidArgumentError(`not JSON: ${text} (a text stands in quotes: '"text"')`)
  }
}

async function listVersions(): Promise<void> {
  const versions = await clientFromEnvironment().policy.list.query()
  printTable(
    ['version', 'state', 'drafted', 'by', 'approved by', 'digest'],
    versions.map(({ number, state, createdAt, author, approvers, digest }) => [
      String(number),
      state,
      String(createdAt),
      author,
      approvers.join(', '),
      digest,
    ]),
  )
}

async function showVersion(version: number | undefined): Promise<void> {
  const { policy } = clientFromEnvironment()
  const shown = version === undefined ? await policy.active.query() : await policy.get.query({ version })
  if (shown === null) throw new Error('no policy is in force yet: start with rollcall policy save')
  process.stdout.write(shown.document)
}

async function diffVersions(from: number, to: number): Promise<void> {
  const lines = await clientFromEnvironment().policy.diff.query({ from, to })
  for (const line of lines.length === 0 ? ['they say the same'] : lines) printLine(line)
}

function toNumber(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('give the number of a version')
  return number
}
