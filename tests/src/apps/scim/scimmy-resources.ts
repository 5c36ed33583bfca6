import { randomUUID } from 'node:crypto'
import SCIMMY from 'scimmy'
import { ScimDirectory, type StoredUser, storedGroupSchema, storedUserSchema } from './scim-directory.ts'

/**
 * Connects SCIMMY's resources to a directory. SCIMMY keeps its resources once per process, so the directory of a request comes in as
 * the context that the router evaluates for it, and several servers can run side by side.
 */
export function declareScimmyResources(): void {
  if (SCIMMY.Resources.declared(SCIMMY.Resources.User) === true) return
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false)
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress((resource, instance, context) => writeUser(directoryOf(context), resource.id, instance))
    .egress((resource, context) => readUsers(directoryOf(context), resource.id, resource.filter))
    .degress((resource, context) => deleteUser(directoryOf(context), resource.id))
  SCIMMY.Resources.declare(SCIMMY.Resources.Group)
    .ingress((resource, instance, context) => writeGroup(directoryOf(context), resource.id, instance))
    .egress((resource, context) => readGroups(directoryOf(context), resource.id, resource.filter))
    .degress(refuseDelete)
}

type Filter = InstanceType<typeof SCIMMY.Types.Filter>

function directoryOf(context: unknown): ScimDirectory {
  if (context instanceof ScimDirectory) return context
  throw new SCIMMY.Types.Error(500, '', 'a request came without its directory')
}

function writeUser(directory: ScimDirectory, id: string | undefined, instance: unknown) {
  const { groups, meta, ...attributes } = plain(instance)
  const user = storedUserSchema.parse({ ...attributes, id: id ?? randomUUID() })
  if (directory.isTaken(user.userName, id)) throw new SCIMMY.Types.Error(409, 'uniqueness', 'the user name is taken')
  return withGroups(directory, directory.saveUser(user))
}

function readUsers(directory: ScimDirectory, id: string | undefined, filter: Filter | undefined) {
  if (id !== undefined) return withGroups(directory, found(directory.users.get(id)))
  const users = [...directory.users.values()].map((user) => withGroups(directory, user))
  return filter === undefined ? users : filter.match(users)
}

function writeGroup(directory: ScimDirectory, id: string | undefined, instance: unknown) {
  const { meta, ...attributes } = plain(instance)
  return directory.saveGroup(storedGroupSchema.parse({ ...attributes, id: id ?? randomUUID() }))
}

function readGroups(directory: ScimDirectory, id: string | undefined, filter: Filter | undefined) {
  if (id !== undefined) return found(directory.groups.get(id))
  const groups = [...directory.groups.values()]
  return filter === undefined ? groups : filter.match(groups)
}

function withGroups(directory: ScimDirectory, { externalId, ...user }: StoredUser) {
  const groups = directory.groupsOf(user.id).map(({ id, displayName }) => ({ value: id, display: displayName, type: 'direct' }))
  return { ...user, ...(externalId === undefined ? {} : { externalId }), groups }
}

function found<T>(resource: T | undefined): T {
  if (resource === undefined) throw new SCIMMY.Types.Error(404, '', 'there is no such resource')
  return resource
}

function deleteUser(directory: ScimDirectory, id: string | undefined): void {
  directory.deleteUser(found(directory.users.get(id ?? '')))
}

/** Nobody deletes groups in these stories; an attempt is a defect of the client. */
function refuseDelete(): never {
  throw new SCIMMY.Types.Error(403, '', 'no group is deleted here')
}

/** SCIMMY hands over instances with accessors; what is stored is plain JSON. */
function plain(instance: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(instance))
}
