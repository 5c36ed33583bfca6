/** Why a packet is not believed, and which of its files says so. */
export class PacketFault extends Error {
  override readonly name = 'PacketFault'
  readonly file: string
  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options)
    this.file = file
  }
}

/** Runs a reading of one file, so that whatever goes wrong in it is named with the file. */
export function inFile<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof PacketFault) throw cause
    throw new PacketFault(file, cause instanceof Error ? cause.message : 'unreadable', { cause })
  }
}
