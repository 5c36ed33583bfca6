import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { repository } from '../stage/paths.ts'

/** Builds the console again whenever its source changes, until the signal. Rejects when the build cannot run. */
export function watchConsole(signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const vite = spawn(
    process.execPath,
    [join(repository, 'node_modules/vite/bin/vite.js'), 'build', 'console', '--watch', '--logLevel', 'warn'],
    {
      cwd: join(repository, 'control-plane'),
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  signal.addEventListener('abort', () => vite.kill(), { once: true })
  vite.once('exit', (code) => (signal.aborted ? resolve() : reject(new Error(`the console's build ended with code ${code}`))))
  return promise
}
