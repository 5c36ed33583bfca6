import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ControlPlaneClient, createControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { openPorts, startControlPlane } from '@rollcall/control-plane/compose'
import { migrate } from '@rollcall/control-plane/database/migrate'
import { type CreatedMember, createMember, createOrganization } from '@rollcall/control-plane/organizations/create-organization'
import type { Role } from '@rollcall/control-plane/organizations/roles'
import type { Services } from '@rollcall/control-plane/services'
import { createTrust } from '@rollcall/control-plane/trust/create-trust'
import { writeKeyFolder } from '@rollcall/control-plane/trust/key-folder'

export interface TestControlPlane extends AsyncDisposable {
  readonly folder: string
  readonly url: string
  readonly rootFingerprint: string
  readonly services: Services
  /** Puts its clock forward, and has it look at once what is due now. */
  advance(ms: number): void
  addOrganization(name: string): Promise<CreatedMember>
  addMember(organization: CreatedMember['organization'], role: Role): Promise<CreatedMember>
  clientOf(member: Pick<CreatedMember, 'token'>): ControlPlaneClient
}

/** The real control plane in this process, on a new SQLite file, with a clock that can be put forward. */
export async function openControlPlane(): Promise<TestControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-control-plane-'))
  const keys = join(folder, 'keys')
  const { fingerprint } = await writeKeys(keys)
  const config = { database: join(folder, 'rollcall.sqlite'), keys, host: '127.0.0.1', port: 0, publicUrl: '', logLevel: 'silent' }
  let aheadMs = 0
  const ports = await openPorts(config, { now: () => new Date(Date.now() + aheadMs) })
  await migrate(ports.database)
  const running = await startControlPlane(config, ports)
  return {
    folder,
    url: running.url,
    rootFingerprint: fingerprint,
    services: running.services,
    advance: (ms) => {
      aheadMs += ms
      for (const topic of ['dispatch', 'planning'] as const) ports.wakeUps.notify(topic)
    },
    addOrganization: (name) => createOrganization(ports, { name, owner: `Owner of ${name}`, host: 'rollcall.example' }),
    addMember: (organization, role) => createMember(ports, { organization, role, name: `The ${role}` }),
    clientOf: ({ token }) => createControlPlaneClient({ url: running.url, token }),
    [Symbol.asyncDispose]: async () => {
      await running[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function writeKeys(folder: string) {
  const created = await createTrust({ controlPlane: 'rollcall.example', at: new Date() })
  writeKeyFolder(folder, created)
  return created
}
