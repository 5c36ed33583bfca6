import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { shippedRecipe } from '@rollcall/connectors/recipes/shipped-recipe'
import type { Connector, ConnectorPorts } from '@rollcall/shared/connector/connector'
import type { SeedPerson } from '../running-app.ts'
import { type RunningStockroom, startStockroom } from '../start-stockroom.ts'
import type { StockroomOptions } from './stockroom-options.ts'

const stockroom = shippedRecipe('stockroom')

export const admin = { userName: 'rollcall', password: 'Adm1n-Pa55-"<&>' }

/** A Stockroom of its own with a connection to it, both ended together. */
export interface OpenStockroom extends AsyncDisposable {
  readonly app: RunningStockroom
  readonly connector: Connector
  /** Opens another connection with the session that was kept, as the next job would. */
  reopen(): Promise<Connector>
  /** Everything that left the connector: exchanges as text, kept sessions aside. */
  readonly exchanges: { method: string; status: number; request: string }[]
  /** How often the vault was asked for each secret. */
  readonly secretsAsked: string[]
  readonly kept: { session: string | undefined }
}

export interface StockroomScene extends Partial<Pick<StockroomOptions, 'faults' | 'nagBanner' | 'sessionRequests' | 'people'>> {
  /** What the vault holds, where it is not the right password. */
  readonly password?: string
}

export async function openStockroom({ password, ...options }: StockroomScene = {}): Promise<OpenStockroom> {
  const app = await startStockroom({ people: somePeople(60), admin, effectsToken: 'only-for-the-test', ...options })
  const exchanges: OpenStockroom['exchanges'] = []
  const secretsAsked: string[] = []
  const kept: OpenStockroom['kept'] = { session: undefined }
  const secrets = new Map([
    ['userName', admin.userName],
    ['password', password ?? admin.password],
  ])
  const ports: ConnectorPorts = {
    secret: async (name) => {
      secretsAsked.push(name)
      return secrets.get(name) ?? ''
    },
    wait: (ms, signal) => delay(ms, undefined, { signal }),
    now: () => new Date(),
    random: (bytes) => randomBytes(bytes),
    recordExchange: ({ method, status, request }) => exchanges.push({ method, status, request: Buffer.from(request).toString() }),
    session: {
      load: async () => kept.session,
      save: async (state) => {
        kept.session = state
      },
    },
  }
  const opened: Connector[] = []
  const reopen = async () => {
    const connector = await stockroom.open({ baseUrl: app.url, selfUser: admin.userName }, ports)
    opened.push(connector)
    return connector
  }
  const connector = await reopen()
  return {
    app,
    connector,
    reopen,
    exchanges,
    secretsAsked,
    kept,
    [Symbol.asyncDispose]: async () => {
      for (const one of opened) await one[Symbol.asyncDispose]()
      await app.stop()
    },
  }
}

function somePeople(count: number): SeedPerson[] {
  return Array.from({ length: count }, (_, at) => ({
    userName: `person.${String(at).padStart(2, '0')}`,
    givenName: 'Pat',
    familyName: `O'Neil <${at}>`,
    email: `person${at}@example.com`,
    title: 'Picker',
    department: 'Warehouse',
    active: at !== 5,
    groups: [],
  }))
}
