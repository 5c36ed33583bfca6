import { createPublicKey } from 'node:crypto'
import { existsSync } from 'node:fs'
import { approverKeyProof } from '@rollcall/shared/approver-key-proof'
import { ed25519Signer, publicPem } from '@rollcall/shared/envelope/keys'
import { type Command, InvalidArgumentError } from 'commander'
import { stringify } from 'yaml'
import { createKeyFile, readKeyFile } from './approver-key-file.ts'
import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'

export function addApproverCommands(program: Command): void {
  const approver = program.command('approver').description('keys with which people sign what they approve')
  approver
    .command('init')
    .description('make a key of your own and register it: from then on your votes need it')
    .option('--key <file>', 'where the private key is kept; an existing one is registered', 'approver.key.pem')
    .option('--name <name>', 'how you tell your keys apart', 'approver key')
    .action(initialize)
  approver
    .command('list')
    .description('everybody’s keys')
    .option('--yaml', 'as the part of an agent’s local policy that says whose signatures it believes')
    .action(list)
  approver.command('revoke').argument('<key>', 'id of the key', toKeyId).description('end a key for good').action(revoke)
}

async function initialize({ key: file, name }: { key: string; name: string }): Promise<void> {
  const client = clientFromEnvironment()
  const given = await client.approverKey.challenge.mutate()
  const isNew = !existsSync(file)
  const privateKey = isNew ? createKeyFile(file) : readKeyFile(file)
  const proof = Buffer.from(await ed25519Signer(privateKey).sign(approverKeyProof(given))).toString('base64')
  const publicKey = publicPem(createPublicKey(privateKey))
  const { id } = await client.approverKey.add.mutate({ name, publicKey, challenge: given.challenge, proof })
  printLine(`${isNew ? `${file} is your private key: keep it, and give it to nobody. ` : ''}Registered as ${id}.`)
}

async function list({ yaml }: { yaml?: true }): Promise<void> {
  const client = clientFromEnvironment()
  const { keys, site, names } = await client.approverKey.list.query()
  if (yaml)
    return printLine(
      stringify({
        approvals: { keys: keys.filter(({ revokedAt }) => revokedAt === null).map((key) => toPolicyKey(key, { site, names })) },
      }),
    )
  printTable(
    ['key', 'member', 'name', 'kind', 'since', 'revoked'],
    keys.map((key) => [key.id, names[key.member] ?? key.member, key.name, key.kind, key.createdAt, key.revokedAt ?? '']),
  )
}

interface ListedKey {
  readonly member: string
  readonly kind: 'ed25519' | 'passkey'
  readonly publicKey: string
  readonly credential?: string | null | undefined
}

interface Known {
  readonly site: { readonly id: string; readonly origins: readonly string[] } | null
  readonly names: Readonly<Record<string, string>>
}

/** One name per member: for an agent, two keys of one name are one person. */
function toPolicyKey({ member, kind, publicKey, credential }: ListedKey, { site, names }: Known) {
  const common = { name: names[member] ?? member, kind, pem: publicKey }
  return kind === 'passkey' ? { ...common, credentialId: credential, rpId: site?.id, origins: site?.origins } : common
}

async function revoke(key: string): Promise<void> {
  await clientFromEnvironment().approverKey.revoke.mutate({ key })
  printLine('revoked')
}

function toKeyId(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new InvalidArgumentError('A key’s id has 64 hex digits: see "rollcall approver list".')
  return text
}
