import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const setUp = fileURLToPath(new URL('set-up.mjs', import.meta.url))

describe('the set-up that starts every root script', () => {
  test('runs the command on the pinned Node with the installed tools first in PATH', async () => {
    const { code, output } = await run(['node', '-p', 'process.version + " " + process.env.PATH.split(":")[0]'])
    expect({ code, output: output.trim() }).toEqual({ code: 0, output: expect.stringMatching(/^v24\.\S+ \S+node_modules\/\.bin$/) })
  })

  test('passes the exit code on', async () => {
    expect(await run(['node', '-e', 'process.exitCode = 7'])).toMatchObject({ code: 7 })
  })

  test('says with which signal the command ended, as a shell does', async () => {
    expect(await run(['node', '-e', 'process.kill(process.pid, "SIGTERM")'])).toMatchObject({ code: 143 })
  })

  test('stops a command that is out of time and ends with 124', async () => {
    expect(await run(['--minutes', '0.005', 'node', '-e', 'setTimeout(() => {}, 60_000)'])).toMatchObject({ code: 124 })
  })

  test('hands a stop signal on and waits for the command', async () => {
    const child = start(['node', '-e', 'process.on("SIGTERM", () => process.exit(3)); console.log("ready"); setTimeout(() => {}, 60_000)'])
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([3, null])
  })

  test.each([
    { args: ['--brwser', 'node'], says: 'unknown option --brwser' },
    { args: [], says: 'name the command to run' },
    { args: ['--minutes', 'vitest', 'run'], says: '--minutes takes a number' },
    { args: ['no-such-program'], says: "can't start no-such-program" },
  ])('refuses $args and says why', async ({ args, says }) => {
    const { code, output } = await run(args)
    expect([code, output]).toEqual([1, expect.stringContaining(says)])
  })
})

function start(args: readonly string[]) {
  return spawn(process.execPath, [setUp, ...args], { stdio: ['ignore', 'pipe', 'pipe'], timeout: 30_000 })
}

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = start(args)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  await once(child, 'close')
  return { code: child.exitCode, output }
}
