import type { Id } from '@rollcall/shared/ids'

const minutes = 60_000
const validMs = 5 * minutes
/** Open challenges per member; older ones are forgotten first. */
const most = 8

interface Challenge {
  readonly text: string
  readonly until: number
}

/** Challenges for new approver keys: of one member, for five minutes, once. Kept in memory: a restart only means to ask for another. */
export class ChallengeBook {
  readonly #open = new Map<Id<'member'>, readonly Challenge[]>()
  readonly #random: (bytes: number) => Uint8Array

  constructor(random: (bytes: number) => Uint8Array) {
    this.#random = random
  }

  /** 32 random bytes, base64url. */
  issue(member: Id<'member'>, at: Date): string {
    const text = Buffer.from(this.#random(32)).toString('base64url')
    this.#open.set(member, [...this.#valid(member, at), { text, until: at.getTime() + validMs }].slice(-most))
    return text
  }

  /** True once for a challenge that this member was given within five minutes. */
  take(member: Id<'member'>, text: string, at: Date): boolean {
    const valid = this.#valid(member, at)
    const rest = valid.filter((one) => one.text !== text)
    if (rest.length === 0) this.#open.delete(member)
    else this.#open.set(member, rest)
    return rest.length < valid.length
  }

  #valid(member: Id<'member'>, at: Date): readonly Challenge[] {
    return (this.#open.get(member) ?? []).filter(({ until }) => at.getTime() < until)
  }
}
