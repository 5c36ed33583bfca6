import { type Account, accountSchema } from '@rollcall/shared/connector/account'
import { digestOf } from '@rollcall/shared/digest'
import { type Disclosure, toDisclosure } from '@rollcall/shared/disclosure'
import type { StepContext } from './step-context.ts'

export interface Listing {
  readonly accounts: readonly Account[]
  /** `{ sha256: digestOf(accounts), count }`: commits to the whole list, in the order in which it is sent. */
  readonly commitment: Disclosure
}

/** Reads every account of an app. @throws ConnectorError, Interrupted */
export async function listAccounts(context: StepContext): Promise<Listing> {
  context.progress('reading')
  const { connector } = context.app
  const read = await context.calls.reading((options) => collect(connector.listAccounts(options)), { interruptible: true })
  const accounts = read.map((account) => accountSchema.parse(context.scrubber.scrubDeep(account)))
  const value = { sha256: digestOf(accounts), count: accounts.length }
  return { accounts, commitment: toDisclosure(`steps.${context.index}.after`, value, context.random(16)) }
}

async function collect(pages: AsyncIterable<readonly Account[]>): Promise<readonly Account[]> {
  const accounts: Account[] = []
  for await (const page of pages) accounts.push(...page)
  return accounts
}
