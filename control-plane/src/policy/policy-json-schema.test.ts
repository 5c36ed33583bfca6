import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultGuardLimits } from '../planning/check-guard.ts'
import { defaultAppSettings, defaultPolicySettings } from './default-settings.ts'
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
  const written = keysOf(parse(blocks[0] ?? ''))
  // `guard.day` is another place for what the example has in `guard`.
  expect(fieldsOf(policyJsonSchema()).filter((name) => name !== 'day' && !written.includes(name))).toEqual([])
})

test('where the documentation shows a default it is the default', () => {
  const { approvals, roster, correlation, guard, apps } = parsePolicy(blocks[0] ?? '')
  expect({ approvals, roster, correlation }).toEqual({
    approvals: defaultPolicySettings.approvals,
    roster: defaultPolicySettings.roster,
    correlation: defaultPolicySettings.correlation,
  })
  expect(guard).toEqual(defaultGuardLimits)
  const { owner: _, entitlements: __, leaver, ...settings } = defaultAppSettings
  expect(apps.get('crm')).toMatchObject({ ...settings, leaver: { ...leaver, tasks: [{ name: 'hand-over' }] } })
})

/** Every name under which something stands in a value. */
function keysOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)])
}

/** Every name of a field in a schema. */
function fieldsOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, inner]: [string, unknown]) => [
    ...(key === 'properties' && typeof inner === 'object' && inner !== null ? Object.keys(inner) : []),
    ...fieldsOf(inner),
  ])
}
