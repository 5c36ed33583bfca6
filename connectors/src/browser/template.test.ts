import { expect, test } from 'vitest'
import { MissingValueError, parseTemplate, renderTemplate } from './template.ts'

const scope = {
  input: { email: 'Zoe+x@Example.com', empty: undefined },
  connection: { baseUrl: 'https://a.example' },
  var: { exists: 'yes' },
}

test.each([
  ['/users?q=${input.email|url}', '/users?q=Zoe%2Bx%40Example.com'],
  ['${input.email|local|lower}', 'zoe+x'],
  ['^${input.email|re}$', '^Zoe\\+x@Example\\.com$'],
  ['${var.exists} ${connection.baseUrl}', 'yes https://a.example'],
  ['[${input.empty|opt}]', '[]'],
  ['costs $5', 'costs $5'],
])('%s becomes %s', (text, rendered) => {
  expect(renderTemplate(text, scope)).toBe(rendered)
})

test('what a value holds is never read as a template', () => {
  expect(renderTemplate('${input.email}', { ...scope, input: { email: '${connection.baseUrl}' } })).toBe('${connection.baseUrl}')
})

test('a name without a value ends the run and is named', () => {
  expect(() => renderTemplate('${input.empty}', scope)).toThrow(MissingValueError)
  expect(() => renderTemplate('${var.never}', scope)).toThrow('there is no var "never"')
})

test.each([
  ['${process.env}', 'is not ${input|connection|var.name|filter}'],
  ['${input.email|shout}', '"shout"'],
  ['${input.email', 'is not ${input|connection|var.name|filter}'],
  ['${input.constructor|__proto__}', 'is not'],
])('%s is refused when it is read', (text, reason) => {
  expect(() => parseTemplate(text)).toThrow(reason)
})
