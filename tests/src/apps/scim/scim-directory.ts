import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import type { Effect, SeedPerson } from '../running-app.ts'

export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** What a SCIM server stores of a user: the resource as last written, less what the server itself adds. */
export const storedUserSchema = z.looseObject({
  id: z.string(),
  userName: z.string(),
  externalId: z.string().optional(),
  active: z.boolean().default(true),
})
export type StoredUser = z.infer<typeof storedUserSchema>

export const storedGroupSchema = z.looseObject({
  id: z.string(),
  displayName: z.string(),
  members: z.array(z.looseObject({ value: z.string() })).default([]),
})
export type StoredGroup = z.infer<typeof storedGroupSchema>

/** The state of one SCIM server, and a log of what really changed in it. */
export class ScimDirectory {
  readonly users = new Map<string, StoredUser>()
  readonly groups = new Map<string, StoredGroup>()
  readonly effects: Effect[] = []

  constructor(seed: readonly SeedPerson[]) {
    for (const person of seed) this.saveUser(toStoredUser(person))
    for (const name of new Set(seed.flatMap((person) => person.groups))) this.#addGroup(name, seed)
    this.effects.length = 0
  }

  isTaken(userName: string, byOtherThan: string | undefined): boolean {
    return [...this.users.values()].some((user) => user.id !== byOtherThan && user.userName.toLowerCase() === userName.toLowerCase())
  }

  saveUser(user: StoredUser): StoredUser {
    const before = this.users.get(user.id)
    this.users.set(user.id, user)
    if (before === undefined) this.#log(user.active ? 'create' : 'prepare', user.userName)
    else this.#logUserChange(before, user)
    return user
  }

  /** With its memberships, as a service that keeps its references whole. */
  deleteUser(user: StoredUser): void {
    this.users.delete(user.id)
    for (const group of this.groupsOf(user.id))
      this.groups.set(group.id, { ...group, members: group.members.filter(({ value }) => value !== user.id) })
    this.#log('delete', user.userName)
  }

  saveGroup(group: StoredGroup): StoredGroup {
    const before = this.groups.get(group.id)?.members ?? []
    this.groups.set(group.id, group)
    this.#logMembers('grant', without(group.members, before), group.displayName)
    this.#logMembers('revoke', without(before, group.members), group.displayName)
    return group
  }

  groupsOf(userId: string): readonly StoredGroup[] {
    return [...this.groups.values()].filter((group) => group.members.some(({ value }) => value === userId))
  }

  #addGroup(displayName: string, seed: readonly SeedPerson[]): void {
    const names = new Set(seed.filter((person) => person.groups.includes(displayName)).map((person) => person.userName))
    const members = [...this.users.values()].filter((user) => names.has(user.userName)).map(({ id }) => ({ value: id }))
    this.saveGroup({ id: randomUUID(), displayName, members })
  }

  #logUserChange(before: StoredUser, after: StoredUser): void {
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => !isDeepStrictEqual(before[key], after[key]),
    )
    const attributes = changed.filter((key) => key !== 'active' && key !== 'schemas' && key !== 'meta' && key !== 'userName').sort()
    if (before.userName !== after.userName) this.#log('rename', after.userName, before.userName)
    if (attributes.length > 0) this.#log('update', after.userName, attributes.join(','))
    if (before.active !== after.active) this.#log(after.active ? 'restore' : 'suspend', after.userName)
  }

  #logMembers(kind: 'grant' | 'revoke', members: readonly { value: string }[], group: string): void {
    for (const { value } of members) this.#log(kind, this.users.get(value)?.userName ?? value, group)
  }

  #log(kind: Effect['kind'], userName: string, detail?: string): void {
    this.effects.push({ at: new Date().toISOString(), kind, userName, ...(detail === undefined ? {} : { detail }) })
  }
}

/** What is in `left` more often than in `right`: a member that is stored twice counts as granted twice. */
function without<T extends { value: string }>(left: readonly T[], right: readonly T[]): readonly T[] {
  const spare = right.map(({ value }) => value)
  return left.filter(({ value }) => {
    const at = spare.indexOf(value)
    if (at >= 0) spare.splice(at, 1)
    return at < 0
  })
}

function toStoredUser(person: SeedPerson): StoredUser {
  return {
    id: randomUUID(),
    userName: person.userName,
    ...(person.externalId === undefined ? {} : { externalId: person.externalId }),
    active: person.active,
    name: { givenName: person.givenName, familyName: person.familyName },
    displayName: `${person.givenName} ${person.familyName}`,
    emails: [{ value: person.email, type: 'work', primary: true }],
    ...(person.title === undefined ? {} : { title: person.title }),
    ...(person.department === undefined ? {} : { [enterpriseUrn]: { department: person.department } }),
  }
}
