import type { Envelope } from '@rollcall/shared/envelope/envelope'
import type { Signer } from '@rollcall/shared/envelope/keys'
import type { NoteSigner } from '@rollcall/shared/log/signed-note'
import type { Trust } from '@rollcall/shared/trust'
import type { ProgressBoard } from './dispatch/progress-board.ts'
import type { AgentSockets } from './fleet/agent-sockets.ts'
import type { ChallengeBook } from './organizations/challenge-book.ts'
import type { Ports } from './ports.ts'

/** What signs, by role; the root's key is nowhere in it. */
export interface Signers {
  readonly jobs: Signer
  /** Signs checkpoints under the origin of one log. */
  readonly log: (origin: string) => NoteSigner
  readonly packet: readonly Signer[]
}

/** Everything that a procedure may use. */
export interface Services extends Ports {
  readonly publicUrl: string
  readonly trust: { readonly document: Trust; readonly envelope: Envelope; readonly fingerprint: string }
  readonly signers: Signers
  readonly sockets: AgentSockets
  readonly progress: ProgressBoard
  readonly challenges: ChallengeBook
}
