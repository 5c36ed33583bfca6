import { type ActionClass, classOf } from '@rollcall/shared/connector/verbs'
import type { Job } from '@rollcall/shared/job'
import { z } from 'zod'
import type { Store } from './store.ts'

const countRow = z.object({ count: z.int() })

/** Steps accepted per class over time: what the local limits per hour are counted with. A later offer of the same job counts once. */
export class Spending {
  readonly #store: Store
  constructor(store: Store) {
    this.#store = store
  }

  record(job: Pick<Job, 'id' | 'steps'>, at: Date): void {
    for (const [position, step] of job.steps.entries())
      this.#store.run(
        'insert into spending (job, position, class, at) values (?, ?, ?, ?) on conflict (job, position) do nothing',
        job.id,
        position,
        classOf[step.verb],
        at.getTime(),
      )
  }

  /** Steps of a class since an instant, without those of one job. */
  count(actionClass: ActionClass, since: Date, exceptJob: string): number {
    const sql = 'select count(*) as count from spending where class = ? and at > ? and job <> ?'
    return this.#store.row(countRow, sql, actionClass, since.getTime(), exceptJob)?.count ?? 0
  }

  prune(before: Date): void {
    this.#store.run('delete from spending where at < ?', before.getTime())
  }
}
