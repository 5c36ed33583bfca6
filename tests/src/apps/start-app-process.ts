import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import { z } from 'zod'
import { effectSchema, type RunningApp } from './running-app.ts'
import type { AppOrder } from './start-app.ts'

const readySchema = z.strictObject({ url: z.url(), effectsUrl: z.url() })
const program = fileURLToPath(new URL('run-app.ts', import.meta.url))

/** Starts a target app as a process of its own (`run-app.ts`). Secrets go by a file that only we can read and that is gone once it listens. */
export async function startAppProcess(order: AppOrder): Promise<RunningApp> {
  const folder = await mkdtemp(join(tmpdir(), 'rollcall-app-'))
  try {
    const child = spawn(process.execPath, [program, ...(await writeOrder(folder, order))], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    const { url, effectsUrl } = await ready(child, order.kind)
    return { url, effects: () => readEffects(effectsUrl, order.secrets.effectsToken), stop: () => end(child) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function writeOrder(folder: string, { kind, seed, secrets, port, latencyMs, throttleEvery }: AppOrder): Promise<string[]> {
  const [seedFile, secretsFile] = [join(folder, 'seed.json'), join(folder, 'secrets.json')]
  await writeFile(seedFile, JSON.stringify(seed), { mode: 0o600 })
  await writeFile(secretsFile, JSON.stringify(secrets), { mode: 0o600 })
  const numbers = { '--port': port, '--latency-ms': latencyMs, '--throttle-every': throttleEvery }
  const options = Object.entries(numbers).map(([name, value]) => (value === undefined ? [] : [name, String(value)]))
  return [kind, '--seed', seedFile, '--secrets-file', secretsFile, ...options.flat()]
}

async function ready(child: ChildProcess, kind: string): Promise<z.infer<typeof readySchema>> {
  try {
    return readySchema.parse(JSON.parse(await Promise.race([firstLine(child), endedEarly(child, kind)])))
  } catch (error) {
    await end(child)
    throw error
  }
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('the app was started without an output')
  const [line] = await once(createInterface({ input: stdout }), 'line', { signal: AbortSignal.timeout(30_000) })
  return z.string().parse(line)
}

function endedEarly(child: ChildProcess, kind: string): Promise<never> {
  return new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`${kind} ended with code ${code} before it listened`))))
}

async function readEffects(url: string, token: string) {
  const answer = await request(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) })
  return z.array(effectSchema).parse(await answer.body.json())
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
