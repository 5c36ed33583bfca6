import { z } from 'zod'
import { enterpriseUrn } from './scim-directory.ts'
import { ScimProblem } from './scim-problem.ts'

const patchSchema = z.object({
  schemas: z.tuple([z.literal('urn:ietf:params:scim:api:messages:2.0:PatchOp')]),
  /** Lower case only; many services reject Entra's capitals. */
  Operations: z.array(z.object({ op: z.enum(['add', 'replace', 'remove']), path: z.string(), value: z.unknown().optional() })).min(1),
})
type Operation = z.infer<typeof patchSchema>['Operations'][number]
type Resource = Readonly<Record<string, unknown>>

/** Applies a PATCH the way a narrow home-made service does: it knows the paths below and refuses every other. */
export function applyQuirkyPatch(resource: Resource, body: unknown): Resource {
  const patch = patchSchema.safeParse(body)
  if (!patch.success) throw new ScimProblem(400, 'this is not a PatchOp', 'invalidSyntax')
  return patch.data.Operations.reduce(applyOperation, resource)
}

const simplePaths = new Set(['active', 'userName', 'displayName', 'title', 'externalId', 'emails'])
const departmentPath = `${enterpriseUrn}:department`
const memberPath = /^members\[value eq "([^"\\]+)"\]$/

function applyOperation(resource: Resource, { op, path, value }: Operation): Resource {
  const member = memberPath.exec(path)?.[1]
  if (member !== undefined && op === 'remove') return { ...resource, members: membersOf(resource).filter((one) => one.value !== member) }
  if (path === 'members' && op === 'add') return { ...resource, members: [...membersOf(resource), ...membersSchema.parse(value)] }
  // The defect that one vendor had: the list of whom to remove is ignored, and the group is empty.
  if (path === 'members' && op === 'remove') return { ...resource, members: [] }
  if (op === 'replace') return replace(resource, path, value)
  throw new ScimProblem(400, `cannot ${op} at this path`, 'invalidPath')
}

function replace(resource: Resource, path: string, value: unknown): Resource {
  if (path === 'active' && typeof value !== 'boolean') throw new ScimProblem(400, '"active" takes a boolean', 'invalidValue')
  if (simplePaths.has(path)) return { ...resource, [path]: value }
  if (path === departmentPath) return { ...resource, [enterpriseUrn]: { ...objectAt(resource, enterpriseUrn), department: value } }
  if (path === 'name.givenName' || path === 'name.familyName')
    return { ...resource, name: { ...objectAt(resource, 'name'), [path.slice('name.'.length)]: value } }
  throw new ScimProblem(400, 'cannot replace at this path', 'invalidPath')
}

const membersSchema = z.array(z.looseObject({ value: z.string() }))

function membersOf(resource: Resource) {
  return membersSchema.parse(resource.members ?? [])
}

function objectAt(resource: Resource, key: string): object {
  return z.looseObject({}).parse(resource[key] ?? {})
}
