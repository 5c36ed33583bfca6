import { once } from 'node:events'
import { startControlPlane } from '../compose.ts'
import { readConfig } from '../config.ts'
import { printLine } from './print.ts'

/** `rollcall serve`: says on one line where it listens, then runs until SIGTERM or Ctrl-C. */
export async function serve(): Promise<void> {
  await using controlPlane = await startControlPlane(readConfig())
  printLine(JSON.stringify({ url: controlPlane.url }))
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
}
