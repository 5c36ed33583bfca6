import { existsSync } from 'node:fs'
import { z } from 'zod'
import { type Catalogue, findEntry } from '../connectors/catalogue.ts'
import { LocalPolicyFile } from '../guard/local-policy-file.ts'
import { listApps, readAppSettings } from '../home/app-settings.ts'
import { homePaths } from '../home/home-paths.ts'
import { readIdentity } from '../home/identity.ts'
import { isHomeLocked } from '../home/lock-home.ts'
import { Spool } from '../spool/spool.ts'

const linkSchema = z.looseObject({ state: z.string(), at: z.string(), why: z.string().optional() })

/** What can be known of a home directory without its passphrase. Holds no secret. */
export async function readStatus(home: string, catalogue: Catalogue) {
  const paths = homePaths(home)
  const identity = await readIdentity(paths.identity)
  if (identity === undefined) return { home, isEnrolled: false } as const
  const { policy, digest, fault } = await new LocalPolicyFile(paths.localPolicy).current()
  const { name, agent, organization, organizationName, controlPlane, epoch } = identity
  return {
    home,
    isEnrolled: true,
    isRunning: existsSync(paths.lock) && isHomeLocked(paths.lock),
    name,
    agent,
    organization,
    organizationName,
    controlPlane,
    epoch,
    policy: {
      digest,
      fault: fault ?? null,
      paused: policy?.paused ?? true,
    },
    apps: await readApps(paths.apps, catalogue),
    spool: existsSync(paths.spool) ? readSpool(paths.spool) : null,
  } as const
}
export type AgentStatus = Awaited<ReturnType<typeof readStatus>>

async function readApps(folder: string, catalogue: Catalogue) {
  const apps = await listApps(folder)
  return await Promise.all(
    apps.map(async (app) => {
      const connector = (await readAppSettings(folder, app))?.connector ?? ''
      return { app, connector, version: findEntry(catalogue, connector)?.manifest.version ?? null }
    }),
  )
}

function readSpool(file: string) {
  using spool = new Spool(file)
  const link = spool.counters.note('link')
  return {
    link: link === undefined ? null : linkSchema.parse(JSON.parse(link)),
    received: spool.counters.get('received'),
    sent: spool.counters.get('sent'),
    unacknowledged: spool.outbox.count(),
    receipts: spool.counters.get('receipt'),
    jobsInHand: spool.journal.inHand().map(({ job, app, attempt, state }) => ({ job, app, attempt, state })),
  }
}
