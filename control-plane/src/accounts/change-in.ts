import { z } from 'zod'
import type { Question } from '../questions/question.entity.ts'
import type { Drift } from './find-drift.ts'

const driftSchema = z.object({
  gained: z.array(z.string()),
  lost: z.array(z.string()),
  state: z.enum(['activated', 'suspended', 'deleted']).nullable(),
})
const byHandSchema = z.object({ entitlement: z.string() })

/** What somebody did by hand, as a question of kind `drift` or `hand_grant` tells it. */
export function changeIn({ kind, details }: Pick<Question, 'kind' | 'details'>): Drift {
  if (kind === 'drift') return driftSchema.parse(details)
  return { gained: [byHandSchema.parse(details).entitlement], lost: [], state: null }
}
