/** Thrown when a change cannot be supposed, or when what was simulated is no longer what would happen. */
export class SimulationError extends Error {
  override readonly name = 'SimulationError'
  readonly code: 'nothing_supposed' | 'not_whole' | 'moved'

  constructor(code: SimulationError['code'], message: string) {
    super(message)
    this.code = code
  }
}
