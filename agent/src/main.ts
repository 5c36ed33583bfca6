#!/usr/bin/env node
import { createProgram } from './cli/create-program.ts'
import { explainError } from './cli/explain-error.ts'
import { openTerminal } from './cli/terminal.ts'
import { readConfig } from './config.ts'
import { systemCatalogue } from './connectors/system-catalogue.ts'
import { systemClock, systemRandom } from './ports.ts'

async function main(): Promise<void> {
  // Whatever this program writes is for its own account only.
  process.umask(0o077)
  // `rollcall-agent status | head`: whoever read has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
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
