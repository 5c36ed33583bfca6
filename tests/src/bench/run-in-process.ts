import type { z } from 'zod'
import { runCommand } from '../processes/run-command.ts'

export interface ProcessOrder<T> {
  /** Path of a TypeScript file that prints one line of JSON, the last of its output. */
  readonly script: string
  readonly args: readonly string[]
  readonly answer: z.ZodType<T>
}

/** Runs a script in a process of its own, so that neither its memory nor its warm code is somebody else's. */
export async function runInProcess<T>({ script, args, answer }: ProcessOrder<T>): Promise<T> {
  const ended = await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
    timeoutMs: 15 * 60_000,
    env: environment(),
  })
  if (ended.code !== 0) throw new Error(`${script} ${args.join(' ')} ended with code ${ended.code}: ${ended.stderr.slice(-2_000)}`)
  return answer.parse(JSON.parse(ended.stdout.trimEnd().split('\n').at(-1) ?? ''))
}

/** The browser that the set-up found, and where temporary files go. */
function environment(): Readonly<Record<string, string>> {
  const kept = ['ROLLCALL_BROWSER', 'TMPDIR', 'HOME'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(kept)
}
