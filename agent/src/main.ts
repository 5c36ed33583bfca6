#!/usr/bin/env node
import { createProgram } from './cli/create-program.ts'
import { explainError } from './cli/explain-error.ts'
import { openTerminal } from './cli/terminal.ts'
import { readConfig } from './config.ts'
import { systemCatalogue } from './connectors/system-catalogue.ts'
import { systemClock, systemRandom } from './ports.ts'

async function main(): Promise<void> {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  try {
    await using catalogue = systemCatalogue()
    const terminal = openTerminal({ input: process.stdin, output: process.stdout })
    const parts = {
      config: readConfig(),
      terminal,
      catalogue: catalogue.entries,
      clock: systemClock,
      random: systemRandom,
      stop: stop.signal,
    }
    await createProgram(parts).parseAsync(process.argv)
  } catch (error) {
    process.stderr.write(`error: ${explainError(error)}\n`)
    process.exitCode = 1
  }
}

void main()
