import { type Answers, answersSchema } from '../connectors/connect-app.ts'
import { readIfPresent } from '../home/read-if-present.ts'
import { UserError } from '../user-error.ts'
import type { Terminal } from './terminal.ts'

/** `{ connector, settings, secrets }` from a file, or from standard input for `-`. @throws UserError; never quotes what it read */
export async function readAnswers(terminal: Terminal, file: string): Promise<Answers> {
  const text = file === '-' ? await terminal.readInput() : await readIfPresent(file)
  if (text === undefined)
    throw new UserError(`${file} does not exist. Write the answers into it as JSON: {"connector", "settings", "secrets"}.`)
  const parsed = answersSchema.safeParse(parseJson(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined) || 'the whole'
  throw new UserError(`The answers are not usable at "${where}": expected JSON {"connector": "…", "settings": {…}, "secrets": {…}}.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UserError('The answers are not JSON. Write {"connector": "…", "settings": {…}, "secrets": {…}}.')
  }
}
