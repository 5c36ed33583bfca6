import fc from 'fast-check'
import { expect, test } from 'vitest'
import { equalsFilter } from './filter.ts'

test('whatever the value holds, the filter is one comparison with exactly that value', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', ' ', ')', ']', 'or', 'é', '\n', '\u0000', '\u2028') }),
  )
  fc.assert(
    fc.property(value, (text) => {
      const [, attribute, literal] =
        /^(\S+) eq ("(?:[^"\\\u0000-\u001f]|\\["\\/bfnrt]|\\u[0-9a-f]{4})*")$/u.exec(equalsFilter('userName', text)) ?? []
      expect(attribute).toBe('userName')
      expect(JSON.parse(literal ?? 'null')).toBe(text)
    }),
  )
})

test('a quote cannot widen the search', () => {
  expect(equalsFilter('userName', 'x" or userName pr or userName eq "')).toBe('userName eq "x\\" or userName pr or userName eq \\""')
})
