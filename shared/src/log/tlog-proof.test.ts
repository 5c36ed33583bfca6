import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { definedRoot, nodeOf, numberedLeaves } from '../../test/trees.ts'
import { ed25519Signer } from '../envelope/keys.ts'
import { signCheckpoint } from './checkpoint.ts'
import { leafHash } from './merkle.ts'
import { toNoteKey } from './note-key.ts'
import { buildProof } from './proofs.ts'
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.ts'
import { inclusionPath } from './tree-path.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const key = toNoteKey('log.example/7f', publicKey)
const leaves = numberedLeaves(13)
const checkpoint = await signCheckpoint({ origin: key.name, size: 13, root: definedRoot(leaves) }, [
  { key, signer: ed25519Signer(privateKey) },
])
const proof = { index: 4, hashes: buildProof(inclusionPath(4, 13), nodeOf(leaves)), checkpoint }
const leaf = leafHash(Buffer.from('4'))

test('a proof survives its text form and holds', () => {
  const parsed = parseTlogProof(formatTlogProof(proof))
  expect(formatTlogProof(parsed)).toBe(formatTlogProof(proof))
  expect(verifyTlogProof(parsed, leaf, [key])).toBe(true)
})

test('a proof for a tree of one leaf holds without hashes', async () => {
  const note = await signCheckpoint({ origin: key.name, size: 1, root: leaf }, [{ key, signer: ed25519Signer(privateKey) }])
  const parsed = parseTlogProof(formatTlogProof({ index: 0, hashes: [], checkpoint: note }))
  expect(verifyTlogProof(parsed, leaf, [key])).toBe(true)
})

test('a proof does not hold for another leaf or index, nor under another log’s key', () => {
  expect(verifyTlogProof(proof, leafHash(Buffer.from('5')), [key])).toBe(false)
  expect(verifyTlogProof({ ...proof, index: 5 }, leaf, [key])).toBe(false)
  expect(() => verifyTlogProof(proof, leaf, [toNoteKey('log.example/other', publicKey)])).toThrow()
})

test.each([
  ['another version', (text: string) => text.replace('@v1', '@v2')],
  ['extra data', (text: string) => text.replace('index', 'extra AAAA\nindex')],
  ['a padded index', (text: string) => text.replace('index 4', 'index 04')],
  ['no blank line', (text: string) => text.replace('\n\n', '\n')],
])('a proof with %s is refused', (_, spoil) => {
  expect(() => parseTlogProof(spoil(formatTlogProof(proof)))).toThrow()
})
