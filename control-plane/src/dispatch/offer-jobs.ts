import type { EntityManager } from '@mikro-orm/sql'
import type { Id } from '@rollcall/shared/ids'
import { disowned } from '../accounts/disowned.ts'
import { planAnew } from '../roster/plan-anew.ts'
import type { DispatchMoment } from './dispatch-moment.ts'
import { JobRecord } from './job.entity.ts'
import { offerJob } from './offer-job.ts'
import { ServingAgents } from './serving-agents.ts'

/** How long a job is left out that no connected agent can do, so that it does not stand before others. */
const unservedMs = 60_000

export interface Offering {
  readonly organization: Id<'organization'>
  /** Agents that can be reached now. */
  readonly connected: readonly Id<'agent'>[]
}

export interface Offered {
  readonly agents: readonly Id<'agent'>[]
  /** True when jobs were passed over, so that others may stand behind them. */
  readonly isMore: boolean
}

/** Gives an organization's queued jobs to agents that can do them, app by app, oldest first, as many as the agents take. */
export async function offerJobs(em: EntityManager, { organization, connected }: Offering, moment: DispatchMoment): Promise<Offered> {
  const serving = await ServingAgents.find(em, { organization, ids: connected })
  const agents: Id<'agent'>[] = []
  let isMore = false
  for (const [app, limit] of serving.capacity()) {
    if (limit === 0) continue
    const due = { organization, app, state: 'queued' as const, notBefore: { $lte: moment.at } }
    const jobs = await em.find(JobRecord, due, { orderBy: { createdAt: 'asc', id: 'asc' }, limit })
    const outdated = await disowned(em, organization, jobs)
    for (const job of outdated) await withhold(em, job, moment.at)
    isMore ||= outdated.size > 0
    for (const job of jobs.filter((one) => !outdated.has(one))) {
      const verbs = job.steps.map(({ verb }) => verb)
      const agent = serving.take(app, verbs)
      if (agent !== undefined) {
        await offerJob(em, { job, agent }, moment)
        agents.push(agent.id)
      } else if (!serving.isAble(app, verbs)) {
        job.notBefore = new Date(moment.at.getTime() + unservedMs)
        isMore = true
      }
    }
  }
  return { agents, isMore }
}

/** Whoever's account it was, it is another's by now: nobody is offered the job, and the planner ends its case. One without a case ends here. */
async function withhold(em: EntityManager, job: JobRecord, at: Date): Promise<void> {
  if (job.case === null) return void Object.assign(job, { state: 'revoked', finishedAt: at })
  job.notBefore = new Date(at.getTime() + unservedMs)
  if (job.person) await planAnew(em, job.person)
}
