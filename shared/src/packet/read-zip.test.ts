import { expect, test } from 'vitest'
import { readZip, zipLimits } from './read-zip.ts'
import { writeZip } from './write-zip.ts'

const files = new Map([
  ['a/one.txt', Buffer.from('one')],
  ['b-two.txt', Buffer.from('two '.repeat(500))],
  ['empty', Buffer.of()],
])
const zip = Buffer.from(await writeZip(files))

/** Replaces a name in both headers, by one of the same length. */
function renamed(from: string, to: string): Buffer {
  expect(to.length).toBe(from.length)
  return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1')
}

/** Changes bytes of the directory's record of the first file. */
function inDirectory(change: (record: Buffer) => void): Buffer {
  const copy = Buffer.from(zip)
  change(copy.subarray(copy.indexOf(Buffer.from('PK\x01\x02', 'latin1'))))
  return copy
}

test('files survive a zip', async () => {
  const read = await readZip(zip)
  expect([...read].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual(
    [...files].map(([name, bytes]) => [name, bytes.toString()]),
  )
})

test('a zip holds no trace of when and where it was written', async () => {
  const zone = process.env['TZ']
  process.env['TZ'] = 'Pacific/Kiritimati'
  expect(Buffer.compare(await writeZip(new Map([...files].reverse())), zip)).toBe(0)
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

test.each([
  '../no.txt',
  '/ab/x.txt',
  'a\\one.txt',
  'a//ne.txt',
  'a/./o.txt',
  'C:one.txt',
  '.hid/n.tx',
  'a/one.tx.',
  'a/one.tx/',
  'a/o\0e.txt',
  'a/on\u00e9.txt',
])('the name %j is refused', async (name) => {
  await expect(readZip(renamed('a/one.txt', name))).rejects.toThrow()
})

test('a name that is there twice is refused, also where only case differs', async () => {
  const twice = Buffer.from(
    await writeZip(
      new Map([
        ['a.txt', Buffer.of(1)],
        ['b.txt', Buffer.of(2)],
      ]),
    ),
  ).toString('latin1')
  await expect(readZip(Buffer.from(twice.replaceAll('b.txt', 'a.txt'), 'latin1'))).rejects.toThrow('twice')
  await expect(readZip(Buffer.from(twice.replaceAll('b.txt', 'A.txt'), 'latin1'))).rejects.toThrow('twice')
})

test('a file with one name in its header and another in the directory is refused', async () => {
  const copy = Buffer.from(zip)
  copy.write('z', copy.indexOf('a/one.txt'))
  await expect(readZip(copy)).rejects.toThrow('header in the zip')
})

test('a link, an encrypted file and a false size are refused', async () => {
  await expect(readZip(inDirectory((record) => record.writeUInt32LE((0o120777 * 2 ** 16) >>> 0, 38)))).rejects.toThrow()
  await expect(readZip(inDirectory((record) => record.writeUInt16LE(0x0801, 8)))).rejects.toThrow('encrypted')
  await expect(readZip(inDirectory((record) => record.writeUInt32LE(2, 24)))).rejects.toThrow('unpacked')
})

test('a bomb is refused before it is inflated', async () => {
  await expect(readZip(inDirectory((record) => record.writeUInt32LE(zipLimits.fileBytes + 1, 24)))).rejects.toThrow('unpacks to more')
})

test('bytes before, behind and within the zip that no file owns are refused', async () => {
  await expect(readZip(Buffer.concat([Buffer.of(0), zip]))).rejects.toThrow()
  await expect(readZip(Buffer.concat([zip, Buffer.of(0)]))).rejects.toThrow()
  await expect(readZip(Buffer.from(zip.map((byte, at) => (at === 10 ? byte + 1 : byte))))).rejects.toThrow('header in the zip')
})
