/**
 * One target app as a process of its own:
 *   node run-app.ts <scim-standard|scim-quirky|stockroom> --seed people.json --secrets-file secrets.json [--port N] [--latency-ms N] [--throttle-every N]
 * Prints one line of JSON when it listens: `{"url": …, "effectsUrl": …}`. `GET effectsUrl` with `Authorization: Bearer <effectsToken>` lists what
 * changed in the app. Ends with SIGTERM or SIGINT, and with its parent where that started it with an IPC channel.
 */
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import express from 'express'
import { z } from 'zod'
import { listen } from './listen.ts'
import type { RunningApp } from './running-app.ts'
import { isBearer } from './scim/is-bearer.ts'
import { type AppOrder, appKinds, appSecretsSchema, seedSchema, startApp } from './start-app.ts'

const order = await readOrder(process.argv.slice(2))
const app = await startApp(order)
const effects = await serveEffects(app, order.secrets.effectsToken)
for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(reason, () => void stop())
process.stdout.write(`${JSON.stringify({ url: app.url, effectsUrl: `${effects.origin}/__effects` })}\n`)

async function stop(): Promise<void> {
  await Promise.all([app.stop(), effects.stop()])
  if (process.connected) process.disconnect()
}

async function readOrder(args: string[]): Promise<AppOrder> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      seed: { type: 'string' },
      'secrets-file': { type: 'string' },
      port: { type: 'string' },
      'latency-ms': { type: 'string' },
      'throttle-every': { type: 'string' },
    },
  })
  const number = z.coerce.number().int().min(0)
  return {
    kind: z.enum(appKinds).parse(positionals[0]),
    seed: seedSchema.parse(await readJson(z.string({ error: 'give --seed' }).parse(values.seed))),
    secrets: appSecretsSchema.parse(await readJson(z.string({ error: 'give --secrets-file' }).parse(values['secrets-file']))),
    ...(values.port === undefined ? {} : { port: number.max(65_535).parse(values.port) }),
    ...(values['throttle-every'] === undefined ? {} : { throttleEvery: number.parse(values['throttle-every']) }),
    ...(values['latency-ms'] === undefined ? {} : { latencyMs: number.max(5_000).parse(values['latency-ms']) }),
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'))
}

/** On a port of its own, so that asking does not count as a request of the app nor wait its latency. */
async function serveEffects(running: RunningApp, token: string) {
  const routes = express().get('/__effects', async (request, response) => {
    if (isBearer(request.get('authorization'), token)) response.json(await running.effects())
    else response.status(404).end()
  })
  return listen(routes)
}
