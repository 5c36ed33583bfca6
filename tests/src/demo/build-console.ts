import { join } from 'node:path'
import { runCommand } from '../processes/run-command.ts'
import { repository } from './paths.ts'

const longestBuildMs = 180_000

/** Builds the web console where the control plane serves it from; a build of the same sources is taken from turbo's cache. */
export async function buildConsole(): Promise<void> {
  const turbo = join(repository, 'node_modules', 'turbo', 'bin', 'turbo')
  const built = await runCommand(process.execPath, [turbo, 'run', 'build', '--ui=stream', '--output-logs=errors-only'], {
    cwd: repository,
    env: { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
    timeoutMs: longestBuildMs,
  })
  if (built.code === null)
    throw new Error(`the console was not built within ${longestBuildMs / 1_000} s: try "npm run build -w control-plane"`)
  if (built.code !== 0) throw new Error(`the console could not be built:\n${built.stdout.trim()}\n${built.stderr.trim()}`)
}
