import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasSpecs, listSpecs, readSpec, specNote } from '../test/spec-folder.ts'
import { canonicalJson } from './canonical-json.ts'

const textOf = (value: unknown): string => Buffer.from(canonicalJson(value)).toString('utf8')

test('names are sorted by UTF-16 code units and nothing stands between tokens', () => {
  expect(textOf({ b: [1, { d: null, c: true }], a: '\u20ac', A: '', '\ud83d\ude02': 1, '\ufb33': 2 })).toBe(
    '{"A":"","a":"\u20ac","b":[1,{"c":true,"d":null}],"\ud83d\ude02":1,"\ufb33":2}',
  )
})

test('numbers take the form that ECMAScript gives them', () => {
  expect(textOf([1e21, 1e-7, 0.1, -0, 333333333.3333333])).toBe('[1e+21,1e-7,0.1,0,333333333.3333333]')
})

test('what JSON cannot hold is refused', () => {
  for (const value of [undefined, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', { a: '\udead' }])
    expect(() => canonicalJson(value)).toThrow()
})

test('any JSON value comes back the same, and its bytes do not depend on the order of its names', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ noUnicodeString: false })), (value) => {
      const text = textOf(value)
      expect(textOf(JSON.parse(text))).toBe(text)
      expect(textOf(Object.fromEntries(Object.entries(value).reverse()))).toBe(text)
    }),
  )
})

test.skipIf(!hasSpecs)(`the vectors of RFC 8785’s author come out byte for byte${specNote}`, () => {
  const inputs = listSpecs('jcs/input/')
  expect(inputs).toHaveLength(6)
  for (const path of inputs) {
    const hex = readSpec(path.replace('input', 'outhex').replace('.json', '.txt')).toString()
    const canonical = canonicalJson(JSON.parse(readSpec(path).toString()))
    expect(Buffer.from(canonical).toString('hex'), path).toBe(hex.replaceAll(/\s/g, ''))
    expect(Buffer.from(canonical).equals(readSpec(path.replace('input', 'output'))), path).toBe(true)
  }
})
