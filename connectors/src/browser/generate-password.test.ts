import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { generatePassword } from './generate-password.ts'

test('a generated password has every kind of character and never comes twice', () => {
  const passwords = Array.from({ length: 200 }, () => generatePassword(randomBytes))
  expect(new Set(passwords).size).toBe(200)
  for (const password of passwords) {
    expect(password).toHaveLength(24)
    for (const kind of [/[a-z]/, /[A-Z]/, /[2-9]/, /[!#%+\-_=?]/]) expect(password).toMatch(kind)
  }
})
