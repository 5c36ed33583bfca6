import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { canonicalJson } from '@rollcall/shared/canonical-json'
import { envelopeSchema, preAuthEncoding } from '@rollcall/shared/envelope/envelope'
import { keyIdOf } from '@rollcall/shared/envelope/keys'
import { readZip } from '@rollcall/shared/packet/read-zip'
import { writeZip } from '@rollcall/shared/packet/write-zip'
import { z } from 'zod'

const statementSchema = z.looseObject({ subject: z.array(z.object({ name: z.string() })) })

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
  const before = text(files, name)
  const after = change(before)
  if (after === before) throw new Error(`tampering changed nothing in ${name}`)
  files.set(name, Buffer.from(after))
}

function hideEvent(files: Files): void {
  const event = nameLike(files, /^events\/\d+\.json$/)
  for (const name of files.keys()) if (name.startsWith(event.replace('.json', '.'))) files.delete(name)
  mendChecksums(files)
}

function mendChecksums(files: Files): void {
  const sums = text(files, 'SHA256SUMS')
  const kept = sums.split('\n').filter((line) => files.has(line.slice(66)))
  files.set(
    'SHA256SUMS',
    Buffer.from(`${kept.map((line) => `${sha256(files.get(line.slice(66)) ?? Buffer.alloc(0))}  ${line.slice(66)}`).join('\n')}\n`),
  )
}

/** The whole packet made consistent again around a changed report, by somebody who has every key but ours. */
function resign(files: Files): void {
  edit(files, /^report\.json$/, (text) => text.replace(/"(?:leaver|mover|joiner)"/, '"nothing"'))
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  files.set('keys/packet-ed25519.pem', Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })))
  mendChecksums(files)
  const { payloadType, payload } = envelopeSchema.parse(JSON.parse(text(files, 'packet.dsse.json')))
  const statement = statementSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8')))
  const subject = statement.subject.map(({ name }) => ({ name, digest: { sha256: sha256(files.get(name) ?? Buffer.alloc(0)) } }))
  const forged = canonicalJson({ ...statement, subject })
  const pae = preAuthEncoding(payloadType, forged)
  const sig = sign(null, pae, privateKey)
  files.set('packet.pae', pae)
  files.set('packet.ed25519.sig', sig)
  const envelope = {
    payload: Buffer.from(forged).toString('base64'),
    payloadType,
    signatures: [{ keyid: keyIdOf(publicKey), sig: sig.toString('base64') }],
  }
  files.set('packet.dsse.json', canonicalJson(envelope))
}

function text(files: Files, name: string): string {
  return Buffer.from(files.get(name) ?? []).toString('utf8')
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
