import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { openEnvelope, signEnvelope } from '@rollcall/shared/envelope/envelope'
import { type Signer, toVerifyingKey } from '@rollcall/shared/envelope/keys'
import { payloadTypes } from '@rollcall/shared/envelope/payload-types'
import { ConnectorError } from '@rollcall/shared/failure'
import {
  enrolmentBodySchema,
  enrolmentProof,
  enrolmentRequestSchema,
  enrolmentVerifier,
  formatEnrolmentToken,
} from '@rollcall/shared/wire/enrolment'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ControlPlaneServer, startControlPlane } from '../../test/control-plane-server.ts'
import { passphrase } from '../../test/enrolled-home.ts'
import { MemoryDirectory } from '../../test/memory-directory.ts'
import { createTestTrust, type TestTrust } from '../../test/test-trust.ts'
import { readConfig } from '../config.ts'
import { systemClock, systemRandom } from '../ports.ts'
import { UserError } from '../user-error.ts'
import type { CommandParts } from './command-parts.ts'
import { createProgram } from './create-program.ts'
import { explainError } from './explain-error.ts'

let folder: string
let home: string
let trust: TestTrust
let server: ControlPlaneServer
let app: MemoryDirectory
let answer: { trust: TestTrust; signer: Signer; change: (enrolled: object) => object }
let printed: string[]
let input: string
const secret = randomBytes(32)
const tokenId = `enr_${'e'.repeat(32)}` as const

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'))
  home = join(folder, 'home')
  trust = await createTestTrust()
  server = await startControlPlane(trust)
  app = new MemoryDirectory()
  printed = []
  input = ''
  answer = { trust, signer: trust.jobs, change: (enrolled) => enrolled }
  server.onRequest = enrol
  writeFileSync(join(folder, 'key'), `${passphrase.toString()}\n`)
  writeFileSync(join(folder, 'token'), token())
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

function token(changes: { url?: string; rootFingerprint?: string } = {}): string {
  return formatEnrolmentToken({ url: server.httpUrl, rootFingerprint: trust.fingerprint, id: tokenId, secret, ...changes })
}

/** Checks the request as a control plane does and answers. */
async function enrol(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const { envelope } = enrolmentBodySchema.parse(body)
  const claimed = enrolmentRequestSchema.parse(JSON.parse(Buffer.from(envelope.payload, 'base64').toString()))
  openEnvelope(envelope, { payloadType: payloadTypes.enrolment, keys: [toVerifyingKey(claimed.keys.bound)] })
  const { proof, ...request } = claimed
  const isProven = proof === enrolmentProof(enrolmentVerifier(secret), request) && claimed.token === tokenId
  if (path !== '/agent/v1/enrol' || !isProven) return { status: 403, body: { error: 'no' } }
  const enrolled = {
    v: 1,
    nonce: claimed.nonce,
    agent: `agt_${'a'.repeat(32)}`,
    organization: `org_${'b'.repeat(32)}`,
    organizationName: 'Larkfield',
    epoch: 1,
    session: server.url,
  }
  const signed = await signEnvelope(payloadTypes.enrolled, canonicalJson(answer.change(enrolled)), [answer.signer])
  return { status: 200, body: { trust: answer.trust.envelope, envelope: signed } }
}

async function run(...args: readonly string[]): Promise<void> {
  const parts: CommandParts = {
    config: readConfig({ ROLLCALL_VAULT_KEY_FILE: join(folder, 'key'), ROLLCALL_VAULT_SCRYPT_N: '1024' }),
    terminal: {
      isInteractive: false,
      print: (line) => void printed.push(line),
      readInput: async () => input,
      ask: () => Promise.reject(new Error('nobody is there')),
      askSecret: () => Promise.reject(new Error('nobody is there')),
      choose: () => Promise.reject(new Error('nobody is there')),
    },
    catalogue: [app.entry()],
    clock: systemClock,
    random: systemRandom,
    stop: new AbortController().signal,
  }
  await createProgram(parts).parseAsync(['node', 'rollcall-agent', ...args, '--home', home])
}

async function complaint(...args: readonly string[]): Promise<string> {
  const error = await run(...args).catch((thrown: unknown) => thrown)
  if (!(error instanceof UserError)) expect(explainError(error)).not.toContain('does not foresee')
  return explainError(error)
}

const enrolArgs = () => ['enrol', '--name', 'hq', '--token-file', join(folder, 'token')] as const
const answers = { connector: 'memory-directory', settings: { place: 'here' }, secrets: { token: 'canary-4242-secret' } }

test('enrol, connect and status by files and standard input alone', async () => {
  await run(...enrolArgs())
  expect(printed[0]).toContain('Enrolled "hq"')
  input = JSON.stringify(answers)
  await run('connect', 'crm', '--answers', '-')
  expect(printed.at(-1)).toBe('Connected crm: Memory.')
  await run('status', '--json')
  expect(JSON.parse(printed.at(-1) ?? '')).toMatchObject({
    isEnrolled: true,
    isRunning: false,
    organizationName: 'Larkfield',
    apps: [{ app: 'crm', connector: 'memory-directory', version: '1.0.0' }],
    policy: { paused: false, fault: null },
    spool: null,
  })
  await run('status')
  expect(printed.join('\n')).not.toContain('canary')
})

test('the home directory is private and holds no secret in clear', async () => {
  await run(...enrolArgs())
  input = JSON.stringify(answers)
  await run('connect', 'crm', '--answers', '-')
  const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.map(({ name }) => name).sort()).toEqual(
    [
      'bound.json',
      'crm.json',
      'exchange.json',
      'identity.json',
      'key.json',
      'local-policy.yaml',
      'results.json',
      'token.json',
      'trust.json',
    ].sort(),
  )
  for (const { parentPath, name } of files) {
    expect(readFileSync(join(parentPath, name), 'utf8')).not.toMatch(/canary|PRIVATE/)
    expect(statSync(join(parentPath, name)).mode & 0o077).toBe(0)
  }
})

describe('enrol refuses', () => {
  test.each([
    [
      'a control plane with another root',
      () => writeFileSync(join(folder, 'token'), token({ rootFingerprint: 'f'.repeat(64) })),
      'not those that the token names',
    ],
    ['an answer that another key signed', () => void (answer.signer = trust.packet), 'not signed'],
    ['an answer to another request', () => void (answer.change = (enrolled) => ({ ...enrolled, nonce: 'x' })), 'not signed'],
    [
      'an address in clear beyond this machine',
      () => writeFileSync(join(folder, 'token'), token({ url: 'http://example.com/' })),
      'not encrypted',
    ],
    [
      'a session in clear beyond this machine',
      () => void (answer.change = (enrolled) => ({ ...enrolled, session: 'ws://example.com/' })),
      'not encrypted',
    ],
    ['a used token', () => void (server.onRequest = async () => ({ status: 403, body: {} })), 'Ask an operator'],
    ['an answer that is none', () => void (server.onRequest = async () => ({ status: 200, body: {} })), 'did not answer as'],
    ['a text that is no token', () => writeFileSync(join(folder, 'token'), 'hello'), 'rce1.'],
    ['a server that is not there', () => writeFileSync(join(folder, 'token'), token({ url: 'http://127.0.0.1:1/' })), 'cannot be reached'],
    ['a passphrase that is too short', () => writeFileSync(join(folder, 'key'), 'short\n'), 'at least 12'],
  ])('%s, and leaves no home behind', async (_what, arrange, words) => {
    arrange()
    expect(await complaint(...enrolArgs())).toContain(words)
    expect(readdirSync(folder)).not.toContain('home')
  })

  test('a home that is enrolled already', async () => {
    await run(...enrolArgs())
    expect(await complaint(...enrolArgs())).toContain('already enrolled as "hq"')
  })
})

describe('connect stores nothing when', () => {
  beforeEach(async () => await run(...enrolArgs()))
  const connect = async (given: unknown) => {
    input = typeof given === 'string' ? given : JSON.stringify(given)
    const words = await complaint('connect', 'crm', '--answers', '-')
    expect(readdirSync(home)).not.toContain('apps')
    expect(readdirSync(join(home, 'vault'))).not.toContain('crm')
    return words
  }

  test('the probe fails, and the error does not repeat the secret', async () => {
    app.before = (_call, used) => {
      throw new ConnectorError('unauthorized', `the app does not take ${used}.`)
    }
    const words = await connect(answers)
    expect(words).toContain('(unauthorized)')
    expect(words).not.toContain('canary')
  })

  test.each([
    ['the connector is unknown', { ...answers, connector: 'x' }, 'Use one of: memory-directory'],
    ['a setting is unknown', { ...answers, settings: { plaec: 1 } }, 'setting'],
    ['a secret is missing', { ...answers, secrets: {} }, '"token"'],
    ['a secret is too much', { ...answers, secrets: { token: 'canary-x', other: 'canary-y' } }, '"other"'],
    ['the answers have an unknown field', { ...answers, extra: 1 }, '"extra"'],
    ['the answers are not JSON', '{"secrets": {"token": "canary', 'not JSON'],
  ])('%s', async (_what, given, words) => {
    const said = await connect(given)
    expect(said).toContain(words)
    expect(said).not.toContain('canary')
  })

  test('the passphrase is wrong', async () => {
    writeFileSync(join(folder, 'key'), 'another passphrase\n')
    expect(await connect(answers)).toContain('does not open the vault')
  })

  test('the app has a name that none can have', async () => {
    expect(await complaint('connect', '../x', '--answers', '-')).toContain('cannot name an app')
  })
})

test('run says where a mistake in the local policy is', async () => {
  await run(...enrolArgs())
  writeFileSync(join(home, 'local-policy.yaml'), 'alow: []\n')
  expect(await complaint('run')).toContain('local-policy.yaml:1:1')
})

test('a person sees one line and the exit code 1', async () => {
  const child = spawn(process.execPath, [new URL('../main.ts', import.meta.url).pathname, 'run', '--home', home], { env: {} })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const [code] = await once(child, 'close')
  expect(code).toBe(1)
  expect(said.trim().split('\n')).toEqual([expect.stringMatching(/^error: .*ROLLCALL_VAULT_KEY_FILE/)])
})
