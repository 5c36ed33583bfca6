import { expect, test } from 'vitest'
import { userNameKey } from './user-name-key.ts'

test('names that differ in case or in how a letter is written are the same', () => {
  expect(userNameKey('ZOE\u0308@larkfield.example')).toBe(userNameKey('zo\u00eb@larkfield.example'))
})

test.each(['\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad', '\u202e'])(
  'a format character that nobody sees makes no other name (%j)',
  (hidden) => {
    expect(userNameKey(`ada${hidden}@larkfield.example`)).toBe('ada@larkfield.example')
    expect(userNameKey(`zoe${hidden}\u0308`)).toBe('zo\u00eb')
  },
)

test('names that look alike only are different', () => {
  expect(userNameKey('ada')).not.toBe(userNameKey('\u0430da'))
})
