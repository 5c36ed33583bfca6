import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordInventory } from '@rollcall/control-plane/accounts/record-inventory'
import { type ControlPlaneClient, createControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { type RunningControlPlane, startControlPlane } from '@rollcall/control-plane/compose'
import { type CreatedMember, createMember, createOrganization } from '@rollcall/control-plane/organizations/create-organization'
import type { Role } from '@rollcall/control-plane/organizations/roles'
import { createTrust } from '@rollcall/control-plane/trust/create-trust'
import { writeKeyFolder } from '@rollcall/control-plane/trust/key-folder'
import type { Account } from '@rollcall/shared/connector/account'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { parseRoster, type RosterRow } from '../company/roster-csv.ts'
import { demoPolicy } from '../stage/paths.ts'

const apps = ['directory', 'chat', 'stockroom'] as const

/** A control plane in this process with one organization, reached as the console and the command line reach it. */
export interface ConsoleStage extends AsyncDisposable {
  readonly controlPlane: RunningControlPlane
  readonly owner: CreatedMember
  readonly client: ControlPlaneClient
  readonly url: string
}

/** Nothing but an organization: what a new customer sees. */
export async function openEmptyStage(): Promise<ConsoleStage> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-console-'))
  const keys = join(folder, 'keys')
  writeKeyFolder(keys, await createTrust({ controlPlane: 'console.example', at: new Date() }))
  const database = join(folder, 'rollcall.sqlite')
  const controlPlane = await startControlPlane({ database, keys, host: '127.0.0.1', port: 0, publicUrl: '', logLevel: 'silent' })
  const { services, url } = controlPlane
  const owner = await createOrganization(services, { name: 'Larkfield Instruments', owner: 'Rosalind Ashcroft', host: 'console.example' })
  return {
    controlPlane,
    owner,
    client: createControlPlaneClient({ url, token: owner.token }),
    url,
    [Symbol.asyncDispose]: async () => {
      await controlPlane[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A company of 120 whose apps agree with HR: the first roster is the baseline, every account is linked, no case is open. */
export async function openSettledStage(): Promise<ConsoleStage> {
  const stage = await openEmptyStage()
  const { owner, client } = stage
  const { database, random, now } = stage.controlPlane.services
  const csv = larkfieldRoster()
  await importRoster(client, csv)
  const people = [...new Map(parseRoster(csv).map((row) => [row.person_id, row])).values()]
  for (const app of apps)
    await database.transact((em) =>
      recordInventory(em, {
        organization: owner.organization,
        app,
        accounts: people.map((row) => accountIn(app, row)),
        at: now(),
        requestedAt: now(),
        random,
      }),
    )
  await client.policy.save.mutate({ document: readFileSync(demoPolicy, 'utf8') })
  return stage
}

export async function importRoster(client: ControlPlaneClient, csv: string): Promise<void> {
  await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
}

/** The token of somebody with this role. */
export async function tokenOf({ controlPlane, owner: { organization } }: ConsoleStage, role: Role): Promise<string> {
  return (await createMember(controlPlane.services, { organization, name: `The ${role}`, role })).token
}

function accountIn(app: (typeof apps)[number], { person_id, given_name, family_name, work_email, title, department }: RosterRow): Account {
  const groups = ['all-staff', `dept-${department.toLowerCase().replaceAll(' ', '-')}`].sort()
  return {
    nativeId: `${app}-${person_id}`,
    userName: work_email,
    active: true,
    profile: {
      email: work_email,
      givenName: given_name,
      familyName: family_name,
      title,
      department,
      ...(app === 'stockroom' ? {} : { displayName: `${given_name} ${family_name}` }),
    },
    entitlements: app === 'stockroom' ? [] : groups,
  }
}
