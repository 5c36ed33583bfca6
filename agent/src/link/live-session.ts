import { type Signal, signalSchema, wireLimits } from '@rollcall/shared/wire/frames'
import { z } from 'zod'
import type { Clock, Random } from '../ports.ts'
import { randomFraction } from '../random-fraction.ts'
import type { Outbox } from '../spool/outbox.ts'
import type { FrameChannel } from './frame-channel.ts'
import { LinkError } from './link-error.ts'
import type { LinkTimings } from './link-timings.ts'
import { toGoawayError } from './to-goaway-error.ts'

/** Only what is needed to number it: the envelope is the guard's to judge, so a bad one is refused and not asked for again. */
const numberedSchema = z.object({
  kind: z.enum(['job', 'cancel']),
  sequence: z.int().min(1),
  envelope: z.unknown(),
  // The frame is unsigned: what it says may shorten a lease, never prolong it.
  leaseMs: z
    .int()
    .min(1_000)
    .default(wireLimits.leaseMs)
    .transform((ms) => Math.min(ms, wireLimits.leaseMs)),
})
export type NumberedFrame = Readonly<z.infer<typeof numberedSchema>>

/** What a session does with what it hears. */
export interface SessionHandlers {
  /** Takes one numbered frame in; it is acknowledged when this resolves. */
  receive(frame: NumberedFrame): Promise<void>
  /** Number of the last frame taken in. */
  received(): number
  leaseHeld(envelope: unknown): void
  leaseLost(lease: Omit<Extract<Signal, { kind: 'lease.lost' }>, 'kind'>): void
  /** Leases to ask for now. */
  dueLeases(): readonly Omit<Extract<Signal, { kind: 'lease.renew' }>, 'kind'>[]
  /** True when what the agent said of itself is no longer so, and a new session should say it. */
  hasChanged(): Promise<boolean>
}

export interface SessionParts {
  readonly channel: FrameChannel
  readonly outbox: Outbox
  readonly handlers: SessionHandlers
  readonly clock: Clock
  readonly random: Random
  readonly timings: LinkTimings
}

/** An authenticated session until it ends: numbered frames both ways, leases, heartbeats. */
export class LiveSession {
  readonly #parts: SessionParts
  readonly #over = new AbortController()
  /** The highest number that the peer can have: what it said to have at the start, and what was sent since. */
  #handedOver = 0

  constructor(parts: SessionParts) {
    this.#parts = parts
  }

  /** Lost without harm. */
  tell(signal: Signal): void {
    void this.#parts.channel.send(signal).catch(() => {})
  }

  /** @throws LinkError, always: a session only ends by failing. */
  async run(peerHas: number): Promise<never> {
    const { channel } = this.#parts
    this.#handedOver = peerHas
    try {
      return await Promise.race([this.#listen(), this.#send(), this.#beat(), this.#renew(), this.#watchSilence()])
    } catch (error) {
      throw channel.ended ?? error
    } finally {
      this.#over.abort()
    }
  }

  async #listen(): Promise<never> {
    for (;;) {
      const frame = await this.#parts.channel.next()
      const numbered = numberedSchema.safeParse(frame)
      if (numbered.success) await this.#receive(numbered.data)
      else this.#hear(signalSchema.safeParse(frame).data)
    }
  }

  async #receive(frame: NumberedFrame): Promise<void> {
    const { handlers } = this.#parts
    const received = handlers.received()
    if (frame.sequence > received + 1) throw new LinkError('protocol', `Frame ${frame.sequence} came after frame ${received}.`)
    if (frame.sequence === received + 1) await handlers.receive(frame)
    this.tell({ kind: 'ack', received: handlers.received() })
    this.#askForLeases()
  }

  #hear(signal: Signal | undefined): void {
    const { handlers, random } = this.#parts
    switch (signal?.kind) {
      case 'ack':
        return this.#acknowledge(signal.received)
      case 'lease.held':
        return handlers.leaseHeld(signal.envelope)
      case 'lease.lost':
        return handlers.leaseLost({ job: signal.job, fence: signal.fence })
      case 'goaway':
        throw toGoawayError(signal, random)
      case 'heartbeat':
        return
      default:
        throw new LinkError('protocol', 'The control plane sent a frame that this agent does not know.')
    }
  }

  /** A number that was never handed over would delete frames that nobody else has. */
  #acknowledge(received: number): void {
    if (received > this.#handedOver)
      throw new LinkError(
        'protocol',
        `The control plane acknowledged frame ${received}; it has been sent no more than ${this.#handedOver}.`,
      )
    this.#parts.outbox.acknowledge(received)
  }

  /** From the first frame that the peer lacks; each once per session, in order. */
  async #send(): Promise<never> {
    const { outbox, channel } = this.#parts
    for (;;) {
      const { changed } = outbox
      for (let frame = outbox.after(this.#handedOver); frame !== undefined; frame = outbox.after(this.#handedOver)) {
        this.#handedOver = frame.sequence
        await channel.send(frame)
      }
      await changed
      if (this.#over.signal.aborted) return await new Promise<never>(() => {})
    }
  }

  async #beat(): Promise<never> {
    const { clock, random, timings, channel, handlers } = this.#parts
    for (;;) {
      await clock.wait(timings.heartbeatMs * (0.8 + 0.4 * randomFraction(random)), this.#over.signal)
      this.tell({ kind: 'heartbeat' })
      channel.ping()
      if (await handlers.hasChanged()) throw new LinkError('network', 'Apps or policy have changed: a new session tells the control plane.')
    }
  }

  async #renew(): Promise<never> {
    for (;;) {
      this.#askForLeases()
      await this.#parts.clock.wait(this.#parts.timings.leaseTickMs, this.#over.signal)
    }
  }

  #askForLeases(): void {
    for (const lease of this.#parts.handlers.dueLeases()) this.tell({ kind: 'lease.renew', ...lease })
  }

  async #watchSilence(): Promise<never> {
    const { clock, channel, timings } = this.#parts
    let heardAt = clock.monotonicMs()
    channel.onLife = () => {
      heardAt = clock.monotonicMs()
    }
    for (;;) {
      const leftMs = heardAt + timings.silenceMs - clock.monotonicMs()
      if (leftMs <= 0) throw new LinkError('network', 'The control plane has been silent for too long.')
      await clock.wait(leftMs, this.#over.signal)
    }
  }
}
