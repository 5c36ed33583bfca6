import { effectDigest } from '@rollcall/shared/approval'
import type { JobRecord } from '../dispatch/job.entity.ts'

/** Names what a job does (`effectsOf` of the part of a plan that it is made of); undefined for one that is about nobody. */
export function jobEffect({ app, person, account, steps }: Pick<JobRecord, 'app' | 'person' | 'account' | 'steps'>): string | undefined {
  return person && account ? effectDigest({ app, person, account, steps }) : undefined
}
