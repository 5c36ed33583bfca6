import { randomBytes } from 'node:crypto'
import type { Identity } from '@rollcall/agent/home/identity'
import { catalogue, connectorPin } from '@rollcall/connectors/catalogue'
import { digestOf } from '@rollcall/shared/digest'
import { toId } from '@rollcall/shared/ids'
import type { Job } from '@rollcall/shared/job'

/** A job that this agent would run, unless a field is changed: it suspends Ada in the directory. `number` is its sequence and its fence. */
export function believableJob({ organization, agent, epoch }: Identity, number: number): Job {
  const manifest = catalogue.find((entry) => entry.manifest.id === 'scim')?.manifest
  if (manifest === undefined) throw new TypeError('there is a connector for SCIM')
  const iat = Math.floor(Date.now() / 1000)
  const steps: Job['steps'] = [{ verb: 'account.suspend' }]
  return {
    v: 1,
    id: toId('job', randomBytes(16)),
    organization,
    audience: [agent],
    sequence: number,
    epoch,
    fence: number,
    attempt: 1,
    iat,
    nbf: iat,
    exp: iat + 900,
    nonce: randomBytes(16).toString('hex'),
    app: 'directory',
    connector: connectorPin(manifest),
    class: 'suspend',
    steps,
    subject: { person: toId('person', randomBytes(16)), account: { userName: 'ada@larkfield.example' } },
    secrets: [],
    idempotencyKey: digestOf({ steps }),
    cause: { event: 'leaver', rules: [] },
    approvals: [],
    limits: { timeoutMs: 30_000, calls: 1_000 },
    undo: null,
    controls: [],
    dryRun: false,
  }
}
