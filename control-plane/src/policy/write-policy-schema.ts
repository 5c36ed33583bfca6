import { writeFileSync } from 'node:fs'
import { policyJsonSchema } from './policy-json-schema.ts'

// Run after the form of a policy document was changed: `node control-plane/src/policy/write-policy-schema.ts`.
writeFileSync(new URL('../../../docs/policy.schema.json', import.meta.url), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
