import type { Account, AccountQuery } from '@rollcall/shared/connector/account'
import type { Connector } from '@rollcall/shared/connector/connector'
import type { Scrubber } from '../vault/scrubber.ts'
import type { Calls } from './calls.ts'
import { takeAccount } from './take-account.ts'

export interface AccountViewOptions {
  readonly connector: Connector
  readonly calls: Calls
  readonly subject: AccountQuery
  readonly scrubber: Scrubber
}

/** The person's account as last read in this attempt: one step's read-back is the next step's first read. */
export class AccountView {
  readonly #connector: Connector
  readonly #calls: Calls
  readonly #subject: AccountQuery
  readonly #scrubber: Scrubber
  #seen: { readonly account: Account | undefined } | undefined
  #isProbed = false

  constructor({ connector, calls, subject, scrubber }: AccountViewOptions) {
    this.#connector = connector
    this.#calls = calls
    this.#subject = subject
    this.#scrubber = scrubber
  }

  /** Once the account was seen, its native id is the strongest key. */
  get query(): AccountQuery {
    const nativeId = this.#seen?.account?.nativeId ?? this.#subject.nativeId
    return nativeId === undefined ? this.#subject : { ...this.#subject, nativeId }
  }

  /** The state known from this attempt, or a first read. */
  async known(): Promise<Account | undefined> {
    return this.#seen === undefined ? await this.read({ interruptible: true }) : this.#seen.account
  }

  get last(): { readonly account: Account | undefined } | undefined {
    return this.#seen
  }

  async read(options: { interruptible: boolean }): Promise<Account | undefined> {
    const { query } = this
    const found = await this.#calls.reading((call) => this.#connector.findAccount(query, call), options)
    const account = found && takeAccount(found, this.#scrubber)
    this.#seen = { account }
    return account
  }

  /** Makes "not found" mean something: address and credentials work. Once per attempt. */
  async probe(): Promise<void> {
    if (this.#isProbed) return
    await this.#calls.reading((call) => this.#connector.probe(call), { interruptible: true })
    this.#isProbed = true
  }
}
