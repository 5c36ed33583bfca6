import { z } from 'zod'

const cookie = z.object({
  name: z.string(),
  value: z.string(),
  domain: z.string(),
  path: z.string(),
  expires: z.number(),
  httpOnly: z.boolean(),
  secure: z.boolean(),
  sameSite: z.enum(['Strict', 'Lax', 'None']),
})
const storageStateSchema = z.object({
  cookies: z.array(cookie),
  origins: z.array(z.object({ origin: z.string(), localStorage: z.array(z.object({ name: z.string(), value: z.string() })) })),
})
const savedSchema = z.strictObject({ savedAt: z.number(), state: storageStateSchema })
export type StorageState = z.output<typeof storageStateSchema>

/** The text under which the agent seals a browser session. */
export function writeSession(state: unknown, savedAt: Date): string {
  return JSON.stringify({ savedAt: savedAt.getTime(), state: storageStateSchema.parse(state) })
}

/** A kept session, unless it is too old or not ours to read: then the app is signed in to again. */
export function readSession(text: string | undefined, limits: { now: Date; maxAge: string }): StorageState | undefined {
  const saved = savedSchema.safeParse(parseJson(text))
  if (!saved.success) return undefined
  const ageMs = limits.now.getTime() - saved.data.savedAt
  return ageMs >= 0 && ageMs <= toMs(limits.maxAge) ? saved.data.state : undefined
}

function toMs(age: string): number {
  const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000 }
  const unit = z.enum(['m', 'h', 'd']).parse(age.at(-1))
  return Number.parseInt(age, 10) * unitMs[unit]
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
