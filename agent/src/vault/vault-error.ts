export type VaultFault = 'passphrase' | 'missing' | 'damaged'

/** Why a secret cannot be had. The message never holds one. */
export class VaultError extends Error {
  override readonly name = 'VaultError'
  readonly code: VaultFault
  constructor(code: VaultFault, message: string) {
    super(message)
    this.code = code
  }
}
