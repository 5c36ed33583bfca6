import { expect, test } from 'vitest'
import { idOf } from '../../test/sample-packet.ts'
import { type Entry, entryBytes, entrySchema, parseEntry } from './entry.ts'

const entry: Entry = {
  v: 1,
  id: idOf('event', '1'),
  at: '2026-11-22T18:25:00.123Z',
  src: 'control-plane',
  t: 'account.linked',
  sub: idOf('person', 'ada'),
  app: 'wiki',
  account: idOf('account', 'ada'),
  how: 'rule',
  rule: 'external_id',
}

test('an entry has one spelling, which parses back', () => {
  const bytes = entryBytes(entry)
  expect(Buffer.from(bytes).toString()).toBe(
    `{"account":"${entry.account}","app":"wiki","at":"2026-11-22T18:25:00.123Z","how":"rule","id":"${entry.id}","rule":"external_id","src":"control-plane","sub":"${entry.sub}","t":"account.linked","v":1}`,
  )
  expect(parseEntry(bytes)).toEqual(entry)
})

test('a field that is absent leaves no trace', () => {
  expect(entryBytes({ ...entry, rule: undefined, sd: undefined })).toEqual(entryBytes({ ...entry, rule: undefined }))
  expect(Buffer.from(entryBytes({ ...entry, sd: undefined })).toString()).not.toContain('sd')
})

test.each([
  ['an unknown field', { note: 'x' }],
  ['free text where a word belongs', { rule: 'because Ada asked for it' }],
  ['an e-mail address where a word belongs', { rule: 'ada@example.com' }],
  ['a name as the person', { sub: 'Ada Lovelace' }],
  ['an unknown type', { t: 'account.liked' }],
  ['a field of another type', { rows: 3 }],
  ['a source that is neither side', { src: 'agent:berlin' }],
  ['an empty list of digests', { sd: [] }],
  ['a time without milliseconds', { at: '2026-11-22T18:25:00Z' }],
])('%s is refused', (_, change) => {
  expect(entrySchema.safeParse({ ...entry, ...change }).success).toBe(false)
})

test('fractions never enter the log', () => {
  const tripped = { v: 1, id: entry.id, at: entry.at, src: entry.src, t: 'guard.tripped', guard: 'people', limit: 3 }
  expect(entrySchema.safeParse({ ...tripped, count: 4 }).success).toBe(true)
  expect(entrySchema.safeParse({ ...tripped, count: 4.5 }).success).toBe(false)
})

test.each([
  ['spaces', (text: string) => text.replace(':1', ': 1')],
  ['another order', (text: string) => text.replace(/^\{("account":"[^"]*"),(.*)\}$/, '{$2,$1}')],
  ['an escaped letter', (text: string) => text.replace('wiki', '\\u0077iki')],
  ['a second value for one name', (text: string) => text.replace('"v":1', '"v":1,"v":1')],
  ['bytes that are no JSON', () => '{'],
])('a leaf with %s is not an entry', (_, respell) => {
  const text = Buffer.from(entryBytes(entry)).toString()
  expect(respell(text)).not.toBe(text)
  expect(() => parseEntry(Buffer.from(respell(text)))).toThrow()
})

test('a leaf over 8 KiB is refused, unread', () => {
  expect(() => parseEntry(Buffer.alloc(8_193, 0x20))).toThrow('larger than 8192')
})
