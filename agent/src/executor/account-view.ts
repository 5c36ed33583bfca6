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
  #expectedName: string | undefined

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

  /** A rename may have happened: from now on the account is also looked for under this name, where its name is all that it is known by. */
  expectName(userName: string): void {
    this.#expectedName = userName
  }

  async read(options: { interruptible: boolean }): Promise<Account | undefined> {
    const found = (await this.#find(this.query, options)) ?? (await this.#findRenamed(options))
    const account = found && takeAccount(found, this.#scrubber)
    this.#seen = { account }
    return account
  }

  #find(query: AccountQuery, options: { interruptible: boolean }): Promise<Account | undefined> {
    return this.#calls.reading((call) => this.#connector.findAccount(query, call), options)
  }

  async #findRenamed(options: { interruptible: boolean }): Promise<Account | undefined> {
    const { nativeId, userName, externalId } = this.query
    const isKnownByName = nativeId === undefined || nativeId === userName || nativeId === this.#seen?.account?.userName
    if (this.#expectedName === undefined || !isKnownByName) return undefined
    return await this.#find({ userName: this.#expectedName, ...(externalId !== undefined && { externalId }) }, options)
  }

  /** Makes "not found" mean something: address and credentials work. Once per attempt. */
  async probe(options: { interruptible: boolean }): Promise<void> {
    if (this.#isProbed) return
    await this.#calls.reading((call) => this.#connector.probe(call), options)
    this.#isProbed = true
  }
}
