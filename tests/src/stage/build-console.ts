import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { builtConsole } from '@rollcall/control-plane/http/serve-console'
import { runCommand } from '../processes/run-command.ts'
import { repository } from './paths.ts'

const longestBuildMs = 180_000

/** Builds the web console where the control plane serves it from; for sources built before, turbo's cache has the result. */
export async function buildConsole(): Promise<void> {
  await turboBuild()
  // A cache entry without the files (a build that was disturbed) would be handed out for ever.
  if (!existsSync(join(builtConsole, 'index.html'))) await turboBuild('--force')
}

async function turboBuild(...options: readonly string[]): Promise<void> {
  const turbo = join(repository, 'node_modules', 'turbo', 'bin', 'turbo')
  const args = [turbo, 'run', 'build', '--ui=stream', '--output-logs=errors-only', ...options]
  const env = { TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const built = await runCommand(process.execPath, args, { cwd: repository, env, timeoutMs: longestBuildMs })
  if (built.code === null)
    throw new Error(`the console was not built within ${longestBuildMs / 1_000} s: try "npm run build -w control-plane"`)
  if (built.code !== 0) throw new Error(`the console could not be built:\n${built.stdout.trim()}\n${built.stderr.trim()}`)
}
