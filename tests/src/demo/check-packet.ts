import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readZip } from '@rollcall/shared/packet/read-zip'
import { z } from 'zod'
import { runCommand } from '../processes/run-command.ts'
import { programs } from '../stage/paths.ts'

export interface Check {
  readonly name: string
  readonly passed: boolean
  readonly detail: string
}

const verdictSchema = z.object({
  passed: z.boolean(),
  claims: z.array(z.object({ claim: z.string(), result: z.string(), detail: z.string() })),
})

/** Our verifier in a process that has nothing but the zip and the fingerprint: no environment, no network address, another folder. */
export async function checkWithOurVerifier(zipFile: string, rootFingerprint: string): Promise<Check> {
  const ended = await runCommand(process.execPath, [programs.controlPlane, 'verify', zipFile, '--root', rootFingerprint, '--json'], {
    cwd: tmpdir(),
    env: {},
  })
  if (!ended.stdout.startsWith('{')) return { name: 'rollcall verify', passed: false, detail: ended.stderr.trim().slice(0, 400) }
  const { passed, claims } = verdictSchema.parse(JSON.parse(ended.stdout))
  const failed = claims.filter(({ result }) => result === 'FAIL')
  const count = claims.filter(({ result }) => result === 'PASS').length
  const isAgreed = passed === (ended.code === 0)
  return {
    name: 'rollcall verify',
    passed: passed && isAgreed,
    detail: passed ? `${count} claims hold` : failed.map(({ claim, detail }) => `${claim}: ${detail}`).join('; '),
  }
}

/** What an outsider has on every machine: `openssl` for both signatures and the root's, `sha256sum` for every file. */
export async function checkWithCommonTools(zip: Uint8Array): Promise<readonly Check[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-packet-'))
  try {
    const files = await readZip(zip)
    for (const [name, bytes] of files) {
      mkdirSync(join(folder, dirname(name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
    const rootKeys = [...files.keys()].filter((name) => /^keys\/root-.*\.pem$/.test(name))
    return [
      await toolCheck(folder, 'openssl Ed25519', [
        'openssl',
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        'keys/packet-ed25519.pem',
        '-rawin',
        '-in',
        'packet.pae',
        '-sigfile',
        'packet.ed25519.sig',
      ]),
      await toolCheck(folder, 'openssl ECDSA P-256', [
        'openssl',
        'dgst',
        '-sha256',
        '-verify',
        'keys/packet-p256.pem',
        '-signature',
        'packet.p256.sig',
        'packet.pae',
      ]),
      ...(await Promise.all(
        rootKeys.map((key) =>
          toolCheck(folder, 'openssl root of trust', [
            'openssl',
            'pkeyutl',
            '-verify',
            '-pubin',
            '-inkey',
            key,
            '-rawin',
            '-in',
            'keys/trust.pae',
            '-sigfile',
            key.replace('.pem', '.sig'),
          ]),
        ),
      )),
      await toolCheck(folder, 'sha256sum -c', ['sha256sum', '--check', '--strict', '--quiet', 'SHA256SUMS']),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function toolCheck(cwd: string, name: string, [command = '', ...args]: readonly string[]): Promise<Check> {
  const { code, stdout, stderr } = await runCommand(command, args, { cwd })
  return { name, passed: code === 0, detail: code === 0 ? 'ok' : `${stdout}${stderr}`.trim().slice(0, 200) }
}
