import { createHash } from 'node:crypto'
import { type Id, toId } from '@rollcall/shared/ids'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { Member } from './member.entity.ts'
import { Organization } from './organization.entity.ts'
import type { Role } from './roles.ts'

export interface CreatedMember {
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  /** Shown once; only its hash is kept. */
  readonly token: string
}

/** Creates an organization with its owner. `host` names the ledger's origin; the company's name never does. */
export async function createOrganization(ports: Ports, input: { name: string; owner: string; host: string }): Promise<CreatedMember> {
  const { database, now, random } = ports
  const organization = toId('organization', random(16))
  const logOrigin = `${input.host}/log/${Buffer.from(random(16)).toString('hex')}`
  return database.transact(async (em) => {
    em.create(Organization, { id: organization, name: input.name, logOrigin, createdAt: now() })
    const created = newMember(ports, { organization, name: input.owner, role: 'owner' })
    em.create(Member, created.row)
    return { organization, member: created.row.id, token: created.token }
  })
}

export interface NewMember {
  readonly organization: Id<'organization'>
  readonly name: string
  readonly role: Role
  /** Who asks for it; left out on the server itself, where nobody signs in. */
  readonly by?: Id<'member'>
}

/** Adds a member to an organization. */
export async function createMember(ports: Ports, { by, ...input }: NewMember): Promise<CreatedMember> {
  const created = newMember(ports, input)
  await ports.database.transact(async (em) => {
    em.create(Member, created.row)
    if (by === undefined) return
    const said = { t: 'operator.action', member: by, action: `member.created.${input.role}`, about: created.row.id } as const
    await appendEntries(em, input.organization, [said], { at: created.row.createdAt, random: ports.random })
  })
  return { organization: input.organization, member: created.row.id, token: created.token }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function newMember(ports: Ports, input: { organization: Id<'organization'>; name: string; role: Role }) {
  const token = `rct_${Buffer.from(ports.random(32)).toString('base64url')}`
  return { token, row: { ...input, id: toId('member', ports.random(16)), tokenHash: hashToken(token), createdAt: ports.now() } }
}
