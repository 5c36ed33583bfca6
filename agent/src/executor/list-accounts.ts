import type { Account } from '@rollcall/shared/connector/account'
import { digestOf } from '@rollcall/shared/digest'
import { type Disclosure, toDisclosure } from '@rollcall/shared/disclosure'
import { scrubProfile } from './scrub-profile.ts'
import type { StepContext } from './step-context.ts'
import { takeAccount } from './take-account.ts'

export interface Listing {
  readonly accounts: readonly Account[]
  /** `{ sha256: digestOf(accounts), count }`: commits to the whole list, in the order in which it is sent. */
  readonly commitment: Disclosure
}

/** Reads every account of an app; one that cannot be told of fails the whole list, since a list that lacks it would say that it is gone. @throws ConnectorError, Interrupted */
export async function listAccounts(context: StepContext): Promise<Listing> {
  context.progress('reading')
  const { scrubber, app } = context
  const { connector } = app
  const read = await context.calls.reading((options) => collect(connector.listAccounts(options)), { interruptible: true })
  const accounts = read.map((account) => scrubProfile(takeAccount(account, scrubber), scrubber))
  const value = { sha256: digestOf(accounts), count: accounts.length }
  return { accounts, commitment: toDisclosure(`steps.${context.index}.after`, value, context.random(16)) }
}

async function collect(pages: AsyncIterable<readonly Account[]>): Promise<readonly Account[]> {
  const accounts: Account[] = []
  for await (const page of pages) accounts.push(...page)
  return accounts
}
