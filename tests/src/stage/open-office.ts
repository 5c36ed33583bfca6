import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'
import type { CreatedMember } from '@rollcall/control-plane/organizations/create-organization'
import type { Effect } from '../apps/running-app.ts'
import { startScimStandard } from '../apps/start-scim-standard.ts'
import { larkfieldRoster } from '../company/larkfield-roster.ts'
import { seedApps } from '../company/seed-apps.ts'
import { type AppFront, openAppFront } from './app-front.ts'
import { dateIn } from './dates.ts'
import { type CaseDetail, followCase, waitForCase } from './follow-case.ts'
import { agentPolicy, companyPolicy } from './generous-policies.ts'
import { loadCompany } from './load-company.ts'
import { type ConnectedApp, type OpenAgent, openAgent } from './open-agent.ts'
import { openControlPlane, type TestControlPlane } from './open-control-plane.ts'

export interface OfficeOptions {
  /** Default: the roster of Larkfield Instruments. */
  readonly csv?: string
  /** Default: a guard that never holds. */
  readonly policy?: string
  readonly browser?: string
  /** Further apps, each with the people that the directory has. */
  readonly more?: readonly ConnectedApp[]
}

/** One company in this process: the real control plane, one real agent, and a directory (SCIM) behind a front that tests can break. */
export interface Office extends AsyncDisposable {
  readonly controlPlane: TestControlPlane
  readonly agent: OpenAgent
  readonly client: ControlPlaneClient
  readonly owner: CreatedMember
  readonly directoryToken: string
  /** The directory's only entrance. */
  readonly front: AppFront
  /** What really changed in the directory. */
  effects(): Promise<readonly Effect[]>
  /** HR uploads a roster; gives the case that it opens as soon as there is one. */
  upload(csv: string): Promise<CaseDetail>
  /** Waits until the case has ended or needs a person. */
  follow(id: CaseDetail['id']): Promise<CaseDetail>
}

export async function openOffice({ csv = larkfieldRoster(), policy, browser, more = [] }: OfficeOptions = {}): Promise<Office> {
  await using opened = new AsyncDisposableStack()
  const controlPlane = opened.use(await openControlPlane())
  const seed = seedApps(csv, dateIn('UTC', new Date()))
  const token = 'directory-token-for-tests'
  const directory = await startScimStandard({ token, seed })
  opened.defer(() => directory.stop())
  const front = opened.use(await openAppFront(directory.url))
  const owner = await controlPlane.addOrganization('Larkfield Instruments')
  const client = controlPlane.clientOf(owner)
  const apps = [{ name: 'directory', answers: { connector: 'scim', settings: { baseUrl: front.url }, secrets: { token } } }, ...more]
  const names = apps.map(({ name }) => name)
  const agent = opened.use(
    await openAgent({
      token: (await client.agent.createToken.mutate()).token,
      apps,
      policy: agentPolicy(names),
      ...(browser === undefined ? {} : { browser }),
    }),
  )
  await loadCompany(client, { apps: names, csv, policy: policy ?? companyPolicy(names), accounts: seed.length })
  const resources = opened.move()
  return {
    controlPlane,
    agent,
    client,
    owner,
    directoryToken: token,
    front,
    effects: () => directory.effects(),
    upload: async (edited) => {
      const startedAt = controlPlane.services.now()
      await client.roster.import.mutate({ source: 'hr', file: Buffer.from(edited).toString('base64') })
      return waitForCase(client, startedAt, 20_000)
    },
    follow: (id) => followCase(client, id, { timeoutMs: 40_000 }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  }
}
