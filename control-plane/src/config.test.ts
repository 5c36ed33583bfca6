import { describe, expect, test } from 'vitest'
import { ZodError } from 'zod'
import { describeConfig, readClientConfig, readConfig } from './config.ts'
import { describeIssues } from './describe-issues.ts'

function complaint(read: () => unknown): string {
  try {
    read()
    return 'nothing'
  } catch (error) {
    if (!(error instanceof ZodError)) throw error
    return describeIssues(error)
  }
}

test('nothing needs to be set', () => {
  expect(readConfig({})).toEqual({
    database: 'rollcall.sqlite',
    keys: 'keys',
    host: '127.0.0.1',
    port: 7023,
    publicUrl: 'http://127.0.0.1:7023',
    logLevel: 'info',
  })
})

test.each([
  ['ROLLCALL_PORT', 'x', 'ROLLCALL_PORT: expected a port number from 0 to 65535'],
  ['ROLLCALL_PORT', '', 'ROLLCALL_PORT: expected a port number from 0 to 65535'],
  ['ROLLCALL_PORT', '65536', 'ROLLCALL_PORT: expected a port number from 0 to 65535'],
  ['ROLLCALL_PORT', '-1', 'ROLLCALL_PORT: expected a port number from 0 to 65535'],
  ['ROLLCALL_URL', 'rollcall.example', 'ROLLCALL_URL: expected a web address such as https://rollcall.example'],
  ['ROLLCALL_URL', 'ftp://rollcall.example', 'ROLLCALL_URL: expected a web address such as https://rollcall.example'],
  ['ROLLCALL_LOG', 'loud', 'ROLLCALL_LOG: expected one of fatal, error, warn, info, debug, trace, silent'],
  ['ROLLCALL_DATABASE', '', 'ROLLCALL_DATABASE: expected a file, or postgresql://…'],
])('%s=%s is refused in one readable line', (name, value, said) => {
  expect(complaint(() => readConfig({ [name]: value }))).toBe(said)
})

test('every fault is said at once, and no value is repeated', () => {
  const said = complaint(() => readConfig({ ROLLCALL_PORT: 'secret', ROLLCALL_LOG: 'secret' }))
  expect(said.split('\n')).toHaveLength(2)
  expect(said).not.toContain('secret')
})

test('a client without a token is told where one comes from', () => {
  expect(complaint(() => readClientConfig({}))).toContain('ROLLCALL_TOKEN: set it to the token that "rollcall init" printed')
})

describe('settings for people', () => {
  test.each([
    ['postgresql://rollcall:hunter2@db.example/rollcall', 'postgresql://rollcall:…@db.example/rollcall'],
    ['postgres://rollcall:hun@ter2@db.example/rollcall', 'postgres://rollcall:…@db.example/rollcall'],
    ['postgresql://rollcall:hun/ter2:x@db.example/rollcall', 'postgresql://rollcall:…@db.example/rollcall'],
    ['postgresql://db.example/rollcall?user=a&password=hunter2', 'postgresql://db.example/rollcall?…'],
    ['postgresql://:hunter2@db.example/rollcall', 'postgresql://:…@db.example/rollcall'],
    ['/var/lib/rollcall?.sqlite', '/var/lib/rollcall?.sqlite'],
  ])('%s is shown as %s', (database, shown) => {
    expect(describeConfig({ ...readConfig({}), database })).toMatchObject({ database: shown })
  })
})
