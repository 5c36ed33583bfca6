import { wireLimits } from '@rollcall/shared/wire/frames'

/** What a peer may cost us. Tests shorten the times. */
export interface SessionLimits {
  /** From the connection to the proof of identity. */
  readonly handshakeMs: number
  readonly silenceMs: number
  /** Frames that wait to be handled; past them nothing more is read from the socket. */
  readonly waitingFrames: number
  /** Connections that have not proved who they are. */
  readonly halfOpenPerAddress: number
  readonly halfOpen: number
}

export const sessionLimits: SessionLimits = {
  handshakeMs: wireLimits.handshakeMs,
  silenceMs: wireLimits.silenceMs,
  waitingFrames: 32,
  halfOpenPerAddress: 20,
  halfOpen: 200,
}
