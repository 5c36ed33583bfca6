import { readIfPresent } from '../home/read-if-present.ts'
import { UserError } from '../user-error.ts'
import type { Terminal } from './terminal.ts'

/** The enrolment token from a file, standard input or a prompt: never an argument, since every user of a machine can read those. */
export async function readToken(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file !== undefined && file !== '-') {
    const text = await readIfPresent(file)
    if (text === undefined) throw new UserError(`${file} does not exist. Write the enrolment token into it.`)
    return text.trim()
  }
  if (file === undefined && terminal.isInteractive) return (await terminal.askSecret('The enrolment token (starts with "rce1.")')).trim()
  return (await terminal.readInput()).trim()
}
