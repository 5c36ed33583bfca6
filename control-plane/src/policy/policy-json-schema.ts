import { z } from 'zod'
import { policyDocumentSchema } from './policy-document.ts'

/** JSON Schema of a policy document, for editors and other programs. Names and expressions are looked at only by `parsePolicy`. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(policyDocumentSchema, { io: 'input' })
  return { $schema, title: 'Rollcall policy', ...schema }
}
