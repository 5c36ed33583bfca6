import { z } from 'zod'
import { type RunningApp, seedPersonSchema } from './running-app.ts'

export const appKinds = ['scim-standard', 'scim-quirky', 'stockroom'] as const
export type AppKind = (typeof appKinds)[number]

/** What a target app is started with. `effectsToken` is for whoever started it; the others are the app's own credentials. */
export const appSecretsSchema = z.strictObject({
  effectsToken: z.string().min(8),
  /** For the SCIM apps. */
  token: z.string().min(8).optional(),
  /** For the Stockroom. */
  operatorUser: z.string().optional(),
  operatorPassword: z.string().optional(),
})
export type AppSecrets = Readonly<z.infer<typeof appSecretsSchema>>

export const seedSchema = z.array(seedPersonSchema).readonly()

export interface AppOrder {
  readonly kind: AppKind
  readonly seed: z.infer<typeof seedSchema>
  readonly secrets: AppSecrets
  readonly port?: number
  readonly latencyMs?: number
  /** For the quirky SCIM app: how many requests come between two 429s; 0 for none. */
  readonly throttleEvery?: number
}

/** Starts one target app in this process; each is loaded only when it is wanted. */
export async function startApp({ kind, seed, secrets, port, latencyMs = 0, throttleEvery }: AppOrder): Promise<RunningApp> {
  const common = { seed, latencyMs, ...(port === undefined ? {} : { port }) }
  if (kind === 'scim-standard') {
    const { startScimStandard } = await import('./start-scim-standard.ts')
    return startScimStandard({ ...common, token: needed(secrets.token, 'token') })
  }
  if (kind === 'scim-quirky') {
    const { startScimQuirky } = await import('./start-scim-quirky.ts')
    const throttle = throttleEvery === undefined ? {} : { throttle: { every: throttleEvery, retryAfter: '1' } }
    return startScimQuirky({ ...common, ...throttle, token: needed(secrets.token, 'token') })
  }
  const { startStockroom } = await import('./start-stockroom.ts')
  const admin = { userName: needed(secrets.operatorUser, 'operatorUser'), password: needed(secrets.operatorPassword, 'operatorPassword') }
  return startStockroom({ people: [...seed], admin, effectsToken: secrets.effectsToken, latencyMs })
}

function needed(value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`the secrets file lacks "${name}"`)
  return value
}
