import { readIfPresent } from '../home/read-if-present.ts'
import { UserError } from '../user-error.ts'
import type { Terminal } from './terminal.ts'

const shortest = 12

/** The vault's passphrase: the first line of the file that ROLLCALL_VAULT_KEY_FILE names, else a prompt. Never an argument. */
export async function readPassphrase(terminal: Terminal, file: string | undefined): Promise<Uint8Array> {
  const passphrase = file === undefined ? await ask(terminal) : await fromFile(file)
  if (passphrase.length < shortest) throw new UserError(`The vault's passphrase needs at least ${shortest} characters.`)
  return Buffer.from(passphrase, 'utf8')
}

async function fromFile(file: string): Promise<string> {
  const text = await readIfPresent(file)
  if (text === undefined)
    throw new UserError(`${file}, which ROLLCALL_VAULT_KEY_FILE names, does not exist. Create it with the vault's passphrase.`)
  return text.split(/\r?\n/, 1)[0] ?? ''
}

async function ask(terminal: Terminal): Promise<string> {
  if (!terminal.isInteractive)
    throw new UserError('The vault is locked. Set ROLLCALL_VAULT_KEY_FILE to a file whose first line is its passphrase.')
  return await terminal.askSecret("The vault's passphrase")
}
