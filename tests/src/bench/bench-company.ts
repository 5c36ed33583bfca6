import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { migrate } from '@rollcall/control-plane/database/migrate'
import { openDatabase } from '@rollcall/control-plane/database/open-database'
import { WakeUps } from '@rollcall/control-plane/database/wake-ups'
import { createOrganization } from '@rollcall/control-plane/organizations/create-organization'
import { Member } from '@rollcall/control-plane/organizations/member.entity'
import { Organization } from '@rollcall/control-plane/organizations/organization.entity'
import type { Ports } from '@rollcall/control-plane/ports'
import { createTrust } from '@rollcall/control-plane/trust/create-trust'
import { noteSigner } from '@rollcall/control-plane/trust/note-signer'
import { ed25519Signer, type Signer } from '@rollcall/shared/envelope/keys'
import { p256Signer } from '@rollcall/shared/envelope/p256-signer'
import type { Id } from '@rollcall/shared/ids'
import type { NoteSigner } from '@rollcall/shared/log/signed-note'
import { pino } from 'pino'

/** The control plane's real services on a real SQLite file, synced in full as in production, without its web server. */
export interface BenchCompany extends AsyncDisposable {
  readonly ports: Ports
  readonly organization: Id<'organization'>
  readonly member: Id<'member'>
  readonly log: NoteSigner
  readonly signers: { readonly packet: readonly Signer[] }
}

/** Makes the database and its one organization, or opens those that an earlier process left in the folder. */
export async function openBenchCompany(folder: string): Promise<BenchCompany> {
  const database = await openDatabase(join(folder, 'rollcall.sqlite'))
  await migrate(database)
  const { roleKeys } = await createTrust({ controlPlane: 'bench.example', at: new Date() })
  const ports: Ports = {
    database,
    wakeUps: new WakeUps(),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    log: pino({ level: 'warn' }, pino.destination(2)),
  }
  const { id, logOrigin, member } = (await findOrganization(ports)) ?? (await makeOrganization(ports))
  return {
    ports,
    organization: id,
    member,
    log: noteSigner(logOrigin, roleKeys.log),
    signers: { packet: [ed25519Signer(roleKeys.packet), p256Signer(roleKeys.packetP256)] },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

async function makeOrganization(ports: Ports) {
  await createOrganization(ports, { name: 'Bench', owner: 'Olive', host: 'bench.example' })
  const made = await findOrganization(ports)
  if (made === undefined) throw new Error('the organization was not created')
  return made
}

async function findOrganization({ database }: Ports) {
  return database.read(async (em) => {
    const [organization] = await em.find(Organization, {})
    const [member] = await em.find(Member, {})
    return organization && member ? { id: organization.id, logOrigin: organization.logOrigin, member: member.id } : undefined
  })
}
