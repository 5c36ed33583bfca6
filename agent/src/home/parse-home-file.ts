import type { z } from 'zod'
import { UserError } from '../user-error.ts'

/** Parses one of the agent's own JSON files. @throws UserError naming the file and the field */
export function parseHomeFile<T>(file: string, text: string, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(parseJson(file, text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UserError(`${file} is damaged at "${issue?.path.join('.')}": ${issue?.message}. Restore it from a copy.`)
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UserError(`${file} is not JSON. Restore it from a copy.`)
  }
}
