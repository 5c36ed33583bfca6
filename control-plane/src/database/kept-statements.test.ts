import SqliteClient from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import { KeptStatements } from './kept-statements.ts'

let client: SqliteClient.Database
let statements: KeptStatements

beforeEach(() => {
  client = new SqliteClient(':memory:')
  client.exec('create table person (id integer primary key, name text)')
  statements = new KeptStatements(client)
  statements.prepare('insert into person (name) values (?)').run('Ada')
})

test('the same text is prepared once and gives what the table holds now', () => {
  const select = statements.prepare('select name from person order by id')
  expect(select.all()).toEqual([{ name: 'Ada' }])
  statements.prepare('insert into person (name) values (?)').run('Grace')
  expect(statements.prepare('select name from person order by id')).toBe(select)
  expect(select.all()).toEqual([{ name: 'Ada' }, { name: 'Grace' }])
})

test('a statement that was kept sees columns that were added later', () => {
  expect(statements.prepare('select * from person').all()).toEqual([{ id: 1, name: 'Ada' }])
  statements.prepare('alter table person add column country text').run()
  expect(statements.prepare('select * from person').all()).toEqual([{ id: 1, name: 'Ada', country: null }])
})

test('what has not been used for long is forgotten', () => {
  const rare = statements.prepare('select 1 as one')
  const usual = statements.prepare('select 2 as two')
  for (let at = 0; at < 199; at++) {
    statements.prepare(`select ${at} as number`)
    statements.prepare('select 2 as two')
  }
  expect(statements.prepare('select 2 as two')).toBe(usual)
  expect(statements.prepare('select 1 as one')).not.toBe(rare)
})

test.each([
  ['a bulk insert', `insert into person (name) values ${Array.from({ length: 3_000 }, () => '(?)').join(', ')}`],
  ['a text with values in it', "select id from person where name = 'Ada'"],
])('%s is not kept', (_, sql) => {
  expect(statements.prepare(sql)).not.toBe(statements.prepare(sql))
})
