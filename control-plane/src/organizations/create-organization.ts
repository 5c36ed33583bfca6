import { createHash } from 'node:crypto'
import { type Id, toId } from '@rollcall/shared/ids'
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
  const organization = toId('organization', ports.random(16))
  const logOrigin = `${input.host}/log/${Buffer.from(ports.random(16)).toString('hex')}`
  return ports.database.transact(async (em) => {
    em.create(Organization, { id: organization, name: input.name, logOrigin, createdAt: ports.now() })
    const created = newMember(ports, { organization, name: input.owner, role: 'owner' })
    em.create(Member, created.row)
    return { organization, member: created.row.id, token: created.token }
  })
}

/** Adds an operator or auditor to an organization. */
export async function createMember(
  ports: Ports,
  input: { organization: Id<'organization'>; name: string; role: Role },
): Promise<CreatedMember> {
  const created = newMember(ports, input)
  await ports.database.transact(async (em) => void em.create(Member, created.row))
  return { organization: input.organization, member: created.row.id, token: created.token }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function newMember(ports: Ports, input: { organization: Id<'organization'>; name: string; role: Role }) {
  const token = `rct_${Buffer.from(ports.random(32)).toString('base64url')}`
  return { token, row: { ...input, id: toId('member', ports.random(16)), tokenHash: hashToken(token), createdAt: ports.now() } }
}
