import type { NewException } from '../policy/open-exception.ts'
import type { Drift } from './find-drift.ts'

/** What makes an account right as somebody changed it by hand: what they gave is granted, what they took is withheld. */
export function exceptionsFor(app: string, { gained, lost, state }: Drift): readonly Pick<NewException, 'app' | 'kind' | 'entitlement'>[] {
  const granted = gained.map((entitlement) => ({ app, kind: 'grant' as const, entitlement }))
  const withheld = lost.map((entitlement) => ({ app, kind: 'withhold' as const, entitlement }))
  if (state === null) return [...granted, ...withheld]
  return [...granted, ...withheld, { app, kind: state === 'activated' ? 'grant' : 'withhold', entitlement: null }]
}
