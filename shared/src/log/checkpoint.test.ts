import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { ed25519Signer } from '../envelope/keys.ts'
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from './checkpoint.ts'
import { emptyRoot } from './merkle.ts'
import { toNoteKey } from './note-key.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const checkpoint = { origin: 'log.example/7f', size: 20_852_163, root: emptyRoot }
const key = toNoteKey(checkpoint.origin, publicKey)

test('a checkpoint is three lines', () => {
  expect(formatCheckpoint(checkpoint)).toBe('log.example/7f\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n')
  expect(parseCheckpoint(formatCheckpoint(checkpoint))).toMatchObject({ size: 20_852_163 })
})

test.each([
  ['a leading zero', 'log\n07\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ['an extension line', 'log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nmore\n'],
  ['a short root', 'log\n7\n47DEQpj8HBQ=\n'],
  ['a sign', 'log\n-7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ['a size past 2^53', 'log\n9007199254740993\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ['no origin', '\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n'],
  ['no last newline', 'log\n7\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
])('a checkpoint with %s is refused', (_, text) => {
  expect(() => parseCheckpoint(text)).toThrow(RangeError)
})

test('a checkpoint opens when the log signed it under its own name', async () => {
  const note = await signCheckpoint(checkpoint, [{ key, signer: ed25519Signer(privateKey) }])
  expect(openCheckpoint(note, [key])).toEqual({ ...checkpoint, root: Buffer.from(emptyRoot) })
})

test('a checkpoint of another log, signed by a known key, is refused', async () => {
  const note = await signCheckpoint({ ...checkpoint, origin: 'log.example/other' }, [{ key, signer: ed25519Signer(privateKey) }])
  expect(() => openCheckpoint(note, [key])).toThrow('did not sign')
})
