/** `rollback`: the control plane knows less than it once did · `forged`: its proof does not hold · `outdated`: our own spool is older than it. */
export type LinkFault = 'network' | 'busy' | 'protocol' | 'forged' | 'rollback' | 'outdated' | 'goaway'

/** Why a session could not be had, or ended. */
export class LinkError extends Error {
  override readonly name = 'LinkError'
  readonly code: LinkFault
  /** How long to stay away at least. */
  readonly retryAfterMs: number

  constructor(code: LinkFault, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterMs = options.retryAfterMs ?? 0
  }
}
