import { createPrivateKey, createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { hasSpecs, readSpec, specNote } from '../../test/spec-folder.ts'
import { ed25519Signer } from '../envelope/keys.ts'
import { formatVkey, parseVkey, toNoteKey } from './note-key.ts'
import { openNote, signNote } from './signed-note.ts'

/** RFC 8032 §7.1, secret keys of tests 1 and 2 behind the DER prefix of RFC 8410. */
function rfc8032Key(hex: string) {
  return createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${hex}`, 'hex'), format: 'der', type: 'pkcs8' })
}
const first = rfc8032Key('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60')
const second = rfc8032Key('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb')
const alice = { key: toNoteKey('log.example/a', createPublicKey(first)), signer: ed25519Signer(first) }
const bob = { key: toNoteKey('witness.example/b', createPublicKey(second)), signer: ed25519Signer(second) }
const text = 'log.example/a\n7\n\nmore\n'

test('a note opens with the key that signed it, and its empty lines survive', async () => {
  const note = await signNote(text, [alice])
  expect(openNote(note, [alice.key])).toEqual({ text, signedBy: [alice.key] })
})

test('signatures by keys that nobody asked about are passed over', async () => {
  const note = await signNote(text, [bob, alice])
  expect(openNote(note, [alice.key]).signedBy).toEqual([alice.key])
})

test('sixteen signatures are read', async () => {
  const note = await signNote(text, [...Array.from({ length: 15 }, () => bob), alice])
  expect(openNote(note, [alice.key]).signedBy).toEqual([alice.key])
})

test('a note that only unknown keys signed is refused', async () => {
  const note = await signNote(text, [bob])
  expect(() => openNote(note, [alice.key])).toThrow('no known key')
})

test('a wrong signature under a known name and id refuses the whole note, whoever else signed', async () => {
  const note = await signNote(text, [bob, alice])
  const forged = note.replace('more', 'less')
  expect(() => openNote(forged, [alice.key, bob.key])).toThrow('does not fit')
})

test.each([
  ['no blank line', (note: string) => note.replace('\n\n\u2014', '\n\u2014').replace('\n\nmore', '\nmore')],
  ['no final newline', (note: string) => note.slice(0, -1)],
  ['a hyphen for the dash', (note: string) => note.replace('\u2014', '-')],
  ['a control character', (note: string) => note.replace('more', 'mo\tre')],
  ['loose base64', (note: string) => note.replace(/=\n$/, '\n')],
  ['no signature line', (note: string) => note.slice(0, note.indexOf('\u2014'))],
])('a note with %s is refused', async (_, spoil) => {
  const note = await signNote(text, [alice])
  expect(() => openNote(spoil(note), [alice.key])).toThrow()
})

test('a vkey names the key it was made of', () => {
  expect(parseVkey(formatVkey(alice.key)).id).toBe(alice.key.id)
  expect(() => parseVkey(formatVkey(alice.key).replace('log', 'lag'))).toThrow('has id')
  expect(() => parseVkey('no vkey')).toThrow('not a vkey')
})

test('names with spaces or a plus cannot name a key', () => {
  for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb']) expect(() => toNoteKey(name, createPublicKey(first))).toThrow(RangeError)
})

test.skipIf(!hasSpecs)(`the example of C2SP signed-note opens${specNote}`, () => {
  const { vkey, note } = JSON.parse(readSpec('c2sp/signed-note.vector.json').toString())
  expect(openNote(note, [parseVkey(vkey)]).text).toBe('This is an example message.\n')
  expect(formatVkey(parseVkey(vkey))).toBe(vkey)
})
