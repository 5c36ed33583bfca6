import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { preAuthEncoding } from '@rollcall/shared/envelope/envelope'
import { readZip } from '@rollcall/shared/packet/read-zip'
import { writeZip } from '@rollcall/shared/packet/write-zip'

type Files = Map<string, Uint8Array>

export interface Tampering {
  readonly title: string
  readonly apply: (files: Files) => void
}

/** Five things that somebody with a reason might do to a packet before showing it to an auditor. */
export const tamperings: readonly Tampering[] = [
  {
    title: 'change one byte of an event',
    apply: (files) => edit(files, /^events\/\d+\.json$/, (text) => text.replace(/"at":"20\d\d/, '"at":"1999')),
  },
  { title: 'leave out a receipt', apply: (files) => void files.delete(nameLike(files, /^receipts\/.*\.dsse\.json$/)) },
  { title: 'hide an event and mend the checksums', apply: hideEvent },
  { title: 'rewrite the report and sign everything again with an own key', apply: resign },
  { title: 'add a file that nobody signed', apply: (files) => void files.set('extra-evidence.pdf', Buffer.from('%PDF-1.7 trust me')) },
]

export async function tamperWith(zip: Uint8Array, { apply }: Tampering): Promise<Uint8Array> {
  const files: Files = new Map(await readZip(zip))
  apply(files)
  return writeZip(files)
}

function nameLike(files: Files, pattern: RegExp): string {
  const name = [...files.keys()].find((candidate) => pattern.test(candidate))
  if (name === undefined) throw new RangeError(`the packet has no file like ${pattern}`)
  return name
}

function edit(files: Files, pattern: RegExp, change: (text: string) => string): void {
  const name = nameLike(files, pattern)
  const before = Buffer.from(files.get(name) ?? []).toString('utf8')
  const after = change(before)
  if (after === before) throw new Error(`tampering changed nothing in ${name}`)
  files.set(name, Buffer.from(after))
}

function hideEvent(files: Files): void {
  const event = nameLike(files, /^events\/\d+\.json$/)
  for (const name of [...files.keys()]) if (name.startsWith(event.replace('.json', '.'))) files.delete(name)
  mendChecksums(files)
}

function mendChecksums(files: Files): void {
  const sums = Buffer.from(files.get('SHA256SUMS') ?? []).toString('utf8')
  const kept = sums.split('\n').filter((line) => files.has(line.slice(66)))
  files.set(
    'SHA256SUMS',
    Buffer.from(`${kept.map((line) => `${sha256(files.get(line.slice(66)) ?? Buffer.alloc(0))}  ${line.slice(66)}`).join('\n')}\n`),
  )
}

/** The whole packet made consistent again around a changed report, by somebody who has every key but ours. */
function resign(files: Files): void {
  edit(files, /^report\.json$/, (text) => text.replace(/"(?:leaver|mover|joiner)"/, '"nothing"'))
  mendChecksums(files)
  const envelope: { payload: string; payloadType: string } = JSON.parse(Buffer.from(files.get('packet.dsse.json') ?? []).toString('utf8'))
  const statement = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'))
  for (const subject of statement.subject) subject.digest.sha256 = sha256(files.get(subject.name) ?? Buffer.alloc(0))
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const payload = Buffer.from(JSON.stringify(statement))
  const pae = preAuthEncoding(envelope.payloadType, payload)
  const sig = sign(null, pae, privateKey)
  files.set('packet.pae', pae)
  files.set('packet.ed25519.sig', sig)
  files.set('keys/packet-ed25519.pem', Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })))
  files.set(
    'packet.dsse.json',
    Buffer.from(
      JSON.stringify({
        payload: payload.toString('base64'),
        payloadType: envelope.payloadType,
        signatures: [{ keyid: 'own', sig: sig.toString('base64') }],
      }),
    ),
  )
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
