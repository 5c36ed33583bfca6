import type { Signal, Welcome } from '@rollcall/shared/wire/frames'
import type { Log } from '../log/log.ts'
import { randomFraction } from '../random-fraction.ts'
import type { Spool } from '../spool/spool.ts'
import type { FrameChannel } from './frame-channel.ts'
import { LinkError } from './link-error.ts'
import type { LinkTimings } from './link-timings.ts'
import { LiveSession, type SessionHandlers } from './live-session.ts'
import { openChannel } from './open-channel.ts'
import { reconnectDelayMs } from './reconnect-delay.ts'
import { type HandshakeParts, type Introduction, shakeHands } from './shake-hands.ts'

export interface LinkHandlers extends SessionHandlers {
  introduce(): Promise<Introduction>
  /** The control plane has proved who it is and said where it stands. */
  welcomed(welcome: Welcome): void
}

type LinkState =
  | { readonly state: 'connecting' | 'connected' }
  | { readonly state: 'waiting'; readonly why: string; readonly retryInMs: number }

export interface LinkParts extends Omit<HandshakeParts, 'bootId'> {
  readonly spool: Pick<Spool, 'outbox' | 'counters'>
  readonly timings: LinkTimings
  readonly log: Log
}

const awayMs = 900_000
const mostAfterWelcome = 4

/** Keeps one session with the control plane: dials, proves, resumes, and comes back with growing pauses. */
export class Link {
  readonly #parts: LinkParts
  readonly #bootId: string
  #session: LiveSession | undefined
  #wasWelcomed = false

  constructor(parts: LinkParts) {
    this.#parts = parts
    this.#bootId = Buffer.from(parts.random(16)).toString('hex')
  }

  /** Lost when there is no session. */
  tell(signal: Signal): void {
    this.#session?.tell(signal)
  }

  /** Until the signal aborts. */
  async run(handlers: LinkHandlers, signal: AbortSignal): Promise<void> {
    const { clock, timings } = this.#parts
    for (let attempt = 0; !signal.aborted; attempt += 1) {
      const startedAt = clock.monotonicMs()
      const error = await this.#once(handlers, signal)
      if (signal.aborted) return
      if (clock.monotonicMs() - startedAt >= timings.stableMs) attempt = 0
      // A peer that could prove who it is was up a moment ago: no need to wait as for one that is gone.
      if (this.#wasWelcomed) attempt = Math.min(attempt, mostAfterWelcome)
      await this.#pause(error, { attempt, signal })
    }
  }

  async #once(handlers: LinkHandlers, signal: AbortSignal): Promise<LinkError> {
    try {
      this.#wasWelcomed = false
      this.#note({ state: 'connecting' })
      return await this.#hold(handlers, signal)
    } catch (error) {
      if (error instanceof LinkError) return error
      this.#parts.log.error('link.broke_off', { error: error instanceof Error ? error.name : 'unknown' })
      return new LinkError('network', 'The session broke off on our side.', { cause: error })
    } finally {
      this.#session = undefined
    }
  }

  async #hold(handlers: LinkHandlers, signal: AbortSignal): Promise<never> {
    const { identity, spool, clock, random, timings } = this.#parts
    const { outbox } = spool
    await using channel = await openChannel(identity.session, signal)
    const stop = () => channel.fail(new LinkError('network', 'Stopped.'))
    signal.addEventListener('abort', stop, { once: true })
    try {
      const welcome = await this.#authenticate(handlers, channel)
      this.#wasWelcomed = true
      outbox.acknowledge(welcome.received)
      handlers.welcomed(welcome)
      this.#session = new LiveSession({ channel, outbox, handlers, clock, random, timings })
      this.#note({ state: 'connected' })
      return await this.#session.run(welcome.received)
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  async #authenticate(handlers: LinkHandlers, channel: FrameChannel): Promise<Welcome> {
    const late = setTimeout(() => channel.fail(new LinkError('network', 'The handshake took too long.')), this.#parts.timings.handshakeMs)
    try {
      const welcome = await shakeHands(channel, { ...this.#parts, bootId: this.#bootId }, await handlers.introduce())
      channel.trustPeer()
      return welcome
    } finally {
      clearTimeout(late)
    }
  }

  async #pause(error: LinkError, { attempt, signal }: { attempt: number; signal: AbortSignal }): Promise<void> {
    const { clock, random, log } = this.#parts
    const needsPerson = error.code === 'rollback' || error.code === 'outdated'
    const atLeastMs = Math.max(error.retryAfterMs, needsPerson ? awayMs : 0)
    const retryInMs = Math.round(reconnectDelayMs({ attempt, fraction: randomFraction(random), atLeastMs }))
    log.warn('link.down', { code: error.code, why: error.message, retryInMs })
    this.#note({ state: 'waiting', why: error.message, retryInMs })
    await clock.wait(retryInMs, signal).catch(() => {})
  }

  /** Where `rollcall-agent status` finds it. */
  #note(state: LinkState): void {
    const { spool, clock, log, identity } = this.#parts
    if (state.state === 'connected') log.info('link.up', { controlPlane: identity.controlPlane })
    spool.counters.setNote('link', JSON.stringify({ ...state, at: clock.now().toISOString() }))
  }
}
