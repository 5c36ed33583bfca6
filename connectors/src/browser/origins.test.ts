import { expect, test } from 'vitest'
import { isAllowedOrigin } from './origins.ts'

const allowed = ['https://app.example/admin/']

test.each([
  ['https://app.example/login', true],
  ['https://app.example:443/x', true],
  ['http://app.example/login', false],
  ['https://app.example:8443/', false],
  ['https://app.example.evil.test/', false],
  ['https://evil.test/https://app.example/', false],
  ['https://user@evil.test#app.example', false],
  ['data:text/html,hi', false],
  ['blob:https://app.example/1', false],
  ['javascript:alert(1)', false],
  ['about:blank', false],
  ['null', false],
  ['', false],
])('%s → %s', (address, expected) => {
  expect(isAllowedOrigin(address, allowed)).toBe(expected)
})
