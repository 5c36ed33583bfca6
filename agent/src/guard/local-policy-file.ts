import { sha256Hex } from '@rollcall/shared/digest'
import { readIfPresent } from '../home/read-if-present.ts'
import { UserError } from '../user-error.ts'
import type { LocalPolicy } from './local-policy.ts'
import { parseLocalPolicy } from './parse-local-policy.ts'

/** The policy as the file states it now. Without a usable file there is no policy, and then nothing is allowed. */
export interface PolicyNow {
  /** Hex SHA-256 of the file's bytes, reported to the control plane and in each receipt. */
  readonly digest: string
  readonly policy: LocalPolicy | undefined
  /** What is wrong with the file, for people. */
  readonly fault: string | undefined
}

/** Reads `local-policy.yaml` anew for each decision, so that `paused: true` holds from the moment the file is saved. */
export class LocalPolicyFile {
  readonly #file: string
  #text: string | undefined
  #known: PolicyNow | undefined

  constructor(file: string) {
    this.#file = file
  }

  async current(): Promise<PolicyNow> {
    const text = await readIfPresent(this.#file)
    if (this.#known !== undefined && text === this.#text) return this.#known
    this.#text = text
    this.#known = this.#parse(text)
    return this.#known
  }

  #parse(text: string | undefined): PolicyNow {
    const digest = sha256Hex(Buffer.from(text ?? ''))
    if (text === undefined)
      return { digest, policy: undefined, fault: `${this.#file} does not exist. Restore it, or enrol in a new home directory.` }
    try {
      return { digest, policy: parseLocalPolicy(this.#file, text), fault: undefined }
    } catch (error) {
      if (error instanceof UserError) return { digest, policy: undefined, fault: error.message }
      throw error
    }
  }
}
