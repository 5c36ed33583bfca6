import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import process from 'node:process'
import { root } from './environments.mjs'
import { SetUpError } from './set-up-error.mjs'

const timeoutExitCode = 124

/**
 * Runs the command in the foreground and resolves to its exit code (128 + n after signal n, 124 when out of time).
 * Signals that we get are passed on, except Ctrl-C at a terminal: that one reaches the whole foreground group by itself.
 */
export function runCommand([program, ...args], { env, minutes }) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  return new Promise((resolve, reject) => {
    const deadline = stopAfter(child, minutes)
    child.on('error', (error) => reject(new SetUpError(`can't start ${program}: ${error.message}`)))
    child.on('exit', (code, signal) => {
      if (deadline.hasPassed()) resolve(timeoutExitCode)
      else resolve(code ?? 128 + constants.signals[signal])
      deadline.cancel()
    })
  })
}

function stopAfter(child, minutes) {
  if (minutes === undefined) return { hasPassed: () => false, cancel: () => undefined }
  let passed = false
  const timer = setTimeout(() => {
    passed = true
    console.error(`set-up: ${child.spawnargs.join(' ')} was not done after ${minutes} minutes and is stopped`)
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
  }, minutes * 60_000)
  return { hasPassed: () => passed, cancel: () => clearTimeout(timer) }
}
