import { UserError } from '../user-error.ts'
import { VaultError } from '../vault/vault-error.ts'

const hints: Readonly<Record<VaultError['code'], string>> = {
  passphrase: 'Check the file that ROLLCALL_VAULT_KEY_FILE names.',
  missing: 'Run "rollcall-agent connect" for it again.',
  damaged: 'Restore the vault from a copy, or connect the app again.',
}

/** One line for people: what happened and what to do. No stack, no secret. */
export function explainError(error: unknown): string {
  if (error instanceof UserError) return error.message
  if (error instanceof VaultError) return `${error.message} ${hints[error.code]}`
  if (error instanceof Error)
    return `Something happened that this program does not foresee: ${error.name}: ${error.message.split('\n', 1)[0]}`
  return 'Something happened that this program does not foresee.'
}
