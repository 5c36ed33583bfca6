import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parsePolicy } from './parse-policy.ts'
import { policyJsonSchema } from './policy-json-schema.ts'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const published: unknown = JSON.parse(read('docs/policy.schema.json'))
const blocks = [...read('docs/policy.md').matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text)
const examples = [...blocks.filter((text) => text.startsWith('version: 1')), read('tests/src/stage/policy.yaml')]

test('the published schema is the one of today; if not, run write-policy-schema.ts', () => {
  expect(published).toEqual(JSON.parse(JSON.stringify(policyJsonSchema())))
})

describe('the published schema', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(policyJsonSchema())

  test.each(examples)('accepts what the program accepts, example %#', (text) => {
    expect(() => parsePolicy(text)).not.toThrow()
    validate(parse(text))
    expect(validate.errors ?? []).toEqual([])
  })

  test.each([
    ['a field that there is not', 'calender: {}'],
    ['a time that is none', 'calendar: { cutOff: noon }'],
    ['a day that is none', 'calendar: { holidays: [tomorrow] }'],
    ['an answer that there is not', 'roster: { vanished: maybe }'],
  ])('refuses %s', (_, line) => {
    const text = `version: 1\ncompany: { timeZone: UTC }\napps: {}\nrules: []\n${line}\n`
    expect(() => parsePolicy(text)).toThrow()
    expect(validate(parse(text))).toBe(false)
  })
})

test('the documentation has an example with every setting', () => {
  const [example = ''] = blocks
  const written: unknown = parse(example)
  expect(missingFrom(policyJsonSchema(), written)).toEqual([])
})

/** Paths of fields that a schema has and an example does not show, in any entry of a list or a record. */
function missingFrom(schema: unknown, example: unknown, path = ''): readonly string[] {
  const properties = fieldsOf(fieldsOf(schema)['properties'])
  return Object.entries(properties).flatMap(([name, inner]) => {
    const here = `${path}.${name}`
    const value = fieldsOf(example)[name]
    return value === undefined ? [here] : [...missingFrom(inner, value, here), ...missingInEntries(inner, value, here)]
  })
}

function missingInEntries(schema: unknown, example: unknown, path: string): readonly string[] {
  const { items, additionalProperties, anyOf } = fieldsOf(schema)
  const branches: readonly unknown[] = Array.isArray(anyOf) ? anyOf : []
  const entries = Object.values(fieldsOf(example))
  const ofAll = (inner: unknown) => {
    const merged = Object.assign({}, ...entries.map(fieldsOf))
    return missingFrom(inner, merged, `${path}.*`)
  }
  return [...[items, additionalProperties].flatMap(ofAll), ...branches.flatMap((branch) => missingFrom(branch, example, path))]
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}
