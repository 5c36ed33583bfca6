import { z } from 'zod'
import type { Catalogue } from '../connectors/catalogue.ts'
import { findEntry } from '../connectors/catalogue.ts'
import type { Answers } from '../connectors/connect-app.ts'
import { UserError } from '../user-error.ts'
import type { Terminal } from './terminal.ts'

const fieldSchema = z.looseObject({
  type: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.json().optional(),
  examples: z.array(z.json()).optional(),
})
const formSchema = z.looseObject({ properties: z.record(z.string(), fieldSchema).default({}), required: z.array(z.string()).default([]) })
type Field = z.infer<typeof fieldSchema>

/** Asks a person for everything that a connector needs: which one, its required settings, its secrets. */
export async function askAnswers(terminal: Terminal, catalogue: Catalogue, app: string): Promise<Answers> {
  if (!terminal.isInteractive)
    throw new UserError('Nobody is there to ask. Give the answers with --answers FILE, or --answers - for standard input.')
  const options = catalogue.map(({ manifest }) => ({ value: manifest.id, label: manifest.title }))
  const connector = await terminal.choose({ message: `How is ${app} reached?`, options })
  const entry = findEntry(catalogue, connector)
  if (entry === undefined) throw new UserError(`There is no connector "${connector}".`)
  const settings = await askSettings(terminal, (await entry.load()).settings)
  const secrets: Record<string, string> = {}
  for (const { name, title } of entry.manifest.secrets) secrets[name] = await terminal.askSecret(title)
  return { connector, settings, secrets }
}

async function askSettings(terminal: Terminal, schema: z.ZodType): Promise<Answers['settings']> {
  const form = formSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
  const settings: Answers['settings'] = {}
  for (const name of form.required) {
    const field = form.properties[name] ?? {}
    const placeholder = z.string().catch('').parse(field.examples?.[0])
    const answer = await terminal.ask({ message: questionOf(name, field), placeholder, check: (given) => complaintAbout(field, given) })
    settings[name] = toValue(field, answer)
  }
  return settings
}

function questionOf(name: string, { title, description }: Field): string {
  return title ?? description ?? name
}

function toValue(field: Field, answer: string): Answers['settings'][string] {
  return isText(field) ? answer : z.json().parse(parseJson(answer))
}

function complaintAbout(field: Field, answer: string): string | undefined {
  if (answer.trim() === '') return 'This is needed.'
  return isText(field) || parseJson(answer) !== undefined ? undefined : 'Give a number, true, false, or JSON.'
}

function isText({ type }: Field): boolean {
  return type === 'string' || type === undefined
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
