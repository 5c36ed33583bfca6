import type { ControlPlaneClient } from '@rollcall/control-plane/cli/client'
import { look } from './follow-case.ts'

export interface CompanyToLoad {
  readonly apps: readonly string[]
  readonly csv: string
  readonly policy: string
  /** How many accounts each app must be known to hold before the story starts. */
  readonly accounts: number
}

/** The morning before the story: policy saved, roster taken as the baseline, every account read and linked. */
export async function loadCompany(client: ControlPlaneClient, { apps, csv, policy, accounts }: CompanyToLoad): Promise<void> {
  await client.policy.save.mutate({ document: policy })
  const outcome = await client.roster.import.mutate({ source: 'hr', file: Buffer.from(csv).toString('base64') })
  if (outcome.kind !== 'accepted' || !outcome.baseline) throw new Error('the first roster was not taken as the baseline')
  for (const app of apps) await client.account.refresh.mutate({ app })
  await look(60_000, 'the accounts were not read', async () => {
    const read = await client.account.summary.query()
    return read.length === apps.length && read.every(({ linked }) => linked >= accounts) ? true : undefined
  })
}
