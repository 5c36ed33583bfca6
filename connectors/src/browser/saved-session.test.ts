import { expect, test } from 'vitest'
import { readSession, writeSession } from './saved-session.ts'

const at = (time: string) => new Date(`2026-11-22T${time}:00Z`)
const state = { cookies: [], origins: [{ origin: 'https://a.example', localStorage: [{ name: 'k', value: 'v' }] }] }

test('a session is found again until it is too old', () => {
  const saved = writeSession(state, at('08:00'))
  expect(readSession(saved, { now: at('15:59'), maxAge: '8h' })).toEqual(state)
  expect(readSession(saved, { now: at('16:01'), maxAge: '8h' })).toBeUndefined()
})

test('a session from the future, of another shape or none at all is no session', () => {
  const limits = { now: at('08:00'), maxAge: '8h' }
  expect(readSession(writeSession(state, at('09:00')), limits)).toBeUndefined()
  expect(readSession('{"savedAt":1}', limits)).toBeUndefined()
  expect(readSession('not json', limits)).toBeUndefined()
  expect(readSession(undefined, limits)).toBeUndefined()
})
