import { spawn } from 'node:child_process'
import process from 'node:process'
import { root } from './environments.mjs'
import { SetUpError } from './set-up-error.mjs'

const shownCharacters = 1500

/**
 * Runs one program of the set-up with its output held back: one line when it begins, one when it ends, the output only if it fails.
 * @throws SetUpError when it fails, can't start or is not done in time
 */
export async function runStep({ title, command, env, minutes, advice = '' }) {
  const startedAt = performance.now()
  console.error(`set-up: ${title} …`)
  const { failure, output } = await runQuietly(command, { env, minutes })
  if (failure !== undefined)
    throw new SetUpError([`${title} failed (${failure}).`, output.trim(), advice].filter((line) => line !== '').join('\n'))
  console.error(`set-up: ${title} … done in ${Math.round((performance.now() - startedAt) / 1000)} s`)
}

/** Its own process group, so that a stop reaches the programs that it started too; no stdin, so that nothing waits for an answer. */
function runQuietly([program, ...args], { env, minutes }) {
  const isWindows = process.platform === 'win32'
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], detached: !isWindows, shell: isWindows })
  const stop = (signal) => (isWindows ? child.kill(signal) : killGroup(child.pid, signal))
  return new Promise((resolve) => {
    let output = ''
    let reason
    const keep = (chunk) => {
      output = (output + chunk).slice(-shownCharacters)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    const halt = (why) => {
      reason ??= why
      stop('SIGTERM')
      setTimeout(() => stop('SIGKILL'), 5_000).unref()
    }
    const timer = setTimeout(() => halt(`not done after ${minutes} minutes`), minutes * 60_000)
    const release = onStopSignals((signal) => halt(`stopped by ${signal}`))
    const finish = (failure) => {
      clearTimeout(timer)
      release()
      resolve({ failure, output })
    }
    child.on('error', (error) => finish(error.message))
    child.on('close', (code, signal) => finish(reason ?? (code === 0 ? undefined : `exit ${code ?? signal}`)))
  })
}

function onStopSignals(listener) {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

function killGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}
