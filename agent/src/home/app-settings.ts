import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseHomeFile } from './parse-home-file.ts'
import { readIfPresent } from './read-if-present.ts'
import { writeAtomically } from './write-atomically.ts'

export const appNameSchema = z.string().regex(/^[a-z0-9-]{1,64}$/, 'an app is named with a-z, 0-9 and "-", at most 64 characters')

/** How this agent reaches one app; its secrets are in the vault. */
export const appSettingsSchema = z.strictObject({ v: z.literal(1), connector: z.string(), settings: z.json() })
export type AppSettings = Readonly<z.infer<typeof appSettingsSchema>>

export async function readAppSettings(folder: string, app: string): Promise<AppSettings | undefined> {
  const file = fileOf(folder, app)
  const text = await readIfPresent(file)
  return text === undefined ? undefined : parseHomeFile(file, text, appSettingsSchema)
}

export async function writeAppSettings(folder: string, app: string, settings: AppSettings): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeAtomically(fileOf(folder, app), `${JSON.stringify(settings, null, 2)}\n`)
}

/** Names of the connected apps, sorted. */
export async function listApps(folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length))
  return names.filter((name) => appNameSchema.safeParse(name).success).sort()
}

function fileOf(folder: string, app: string): string {
  return join(folder, `${appNameSchema.parse(app)}.json`)
}
