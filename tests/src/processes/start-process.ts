import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface RunningProcess {
  readonly pid: number
  /** The first line it printed, parsed as JSON. */
  readonly ready: unknown
  /** Everything it wrote so far, both streams. */
  output(): string
  /** Ends it politely, and by force after ten seconds. */
  stop(): Promise<void>
  /** `kill -9`: what a power cut looks like to the process. */
  kill(): Promise<void>
  readonly exited: Promise<unknown>
}

export interface ProcessOptions {
  /** Path of a TypeScript file, run by the same Node as this one. */
  readonly script: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Starts it again whenever a file that it has loaded changes. */
  readonly watch?: boolean
  /** Whether its first line of output says, as JSON, that it is ready. */
  readonly saysReady?: boolean
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program of ours as a process of its own and waits until it says that it is ready. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const child = spawn(
    process.execPath,
    [
      ...(options.watch === true ? ['--watch', '--watch-preserve-output'] : []),
      '--disable-warning=ExperimentalWarning',
      options.script,
      ...(options.args ?? []),
    ],
    {
      cwd: options.cwd,
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  running.add(child)
  const exited = once(child, 'exit').finally(() => running.delete(child))
  let said = ''
  const keep = (chunk: Buffer) => (said = (said + chunk.toString()).slice(-200_000))
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const ready = options.saysReady === false ? undefined : await firstLine(child, () => said)
  const end = async (signal: NodeJS.Signals) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
    child.kill(signal)
    await exited.finally(() => clearTimeout(timer))
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid ?? 0,
    ready,
    output: () => said,
    exited,
    stop: async () => (isOver() ? undefined : end('SIGTERM')),
    kill: async () => (isOver() ? undefined : end('SIGKILL')),
  }
}

async function firstLine(child: ChildProcess, said: () => string): Promise<unknown> {
  if (child.stdout === null) throw new TypeError('the process has no output to read')
  const lines = createInterface({ input: child.stdout })
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const timer = setTimeout(() => reject(new Error(`the process said nothing within 60 s: ${said()}`)), 60_000)
  lines.on('line', (line) => line.startsWith('{') && resolve(JSON.parse(line)))
  // Under --watch a program that ends is only waited for.
  child.stdout.on('data', (chunk: Buffer) => chunk.includes('Failed running') && reject(new Error(`the process failed: ${said()}`)))
  child.once('exit', (code) => reject(new Error(`the process ended with code ${code}: ${said()}`)))
  return promise.finally(() => clearTimeout(timer))
}
