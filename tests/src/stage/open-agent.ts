import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose } from '@rollcall/agent/compose'
import { type Answers, connectApp } from '@rollcall/agent/connectors/connect-app'
import { systemCatalogue } from '@rollcall/agent/connectors/system-catalogue'
import { enrolAgent } from '@rollcall/agent/enrol/enrol-agent'
import { homePaths } from '@rollcall/agent/home/home-paths'
import type { Identity } from '@rollcall/agent/home/identity'
import { systemClock, systemRandom } from '@rollcall/agent/ports'
import { Scrubber } from '@rollcall/agent/vault/scrubber'
import { Vault } from '@rollcall/agent/vault/vault'
import { unlockVaultKey } from '@rollcall/agent/vault/vault-key'

/** An app as an administrator connects it. */
export interface ConnectedApp {
  readonly name: string
  readonly answers: Answers
}

export interface AgentOrder {
  readonly token: string
  readonly apps: readonly ConnectedApp[]
  /** Text of the local policy. */
  readonly policy: string
  readonly browser?: string
}

export interface OpenAgent extends AsyncDisposable {
  readonly home: string
  readonly identity: Identity
  /** Every line it has logged. */
  readonly log: readonly string[]
  setPolicy(text: string): void
}

/** The real agent in this process: enrolled, its apps connected, working in a home directory of its own until disposed. */
export async function openAgent({ token, apps, policy, browser }: AgentOrder): Promise<OpenAgent> {
  const home = mkdtempSync(join(tmpdir(), 'rollcall-agent-'))
  const paths = homePaths(home)
  const passphrase = randomBytes(24)
  const random = systemRandom
  const identity = await enrolAgent({ home, name: 'office', token, passphrase, scryptCost: 1_024, random })
  writeFileSync(paths.localPolicy, policy)
  const catalogue = systemCatalogue()
  const scrubber = new Scrubber()
  const { key } = await unlockVaultKey({ folder: paths.vault, passphrase, cost: 1_024, random })
  const vault = new Vault({ folder: paths.vault, organization: identity.organization, key, random, scrubber })
  const parts = { apps: paths.apps, catalogue: catalogue.entries, vault, scrubber, clock: systemClock, random, browser }
  for (const { name, answers } of apps) await connectApp(parts, name, answers)
  const log: string[] = []
  const agent = await compose(
    { home, passphrase, config: { scryptCost: 1_024, browser, logLevel: 'debug' }, catalogue: catalogue.entries },
    { writeLog: (line) => log.push(line) },
  )
  const stop = new AbortController()
  const running = agent.run(stop.signal)
  return {
    home,
    identity,
    log,
    setPolicy: (text) => writeFileSync(paths.localPolicy, text),
    [Symbol.asyncDispose]: async () => {
      stop.abort()
      await running
      await agent[Symbol.asyncDispose]()
      await catalogue[Symbol.asyncDispose]()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
