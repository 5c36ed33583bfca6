import type { ASTNode } from '@marcbachmann/cel-js'
import { ExpressionError } from './expression-error.ts'
import { childrenOf } from './expression-tree.ts'

/** Everything here is total and takes time linear in its input: a rule that is saved can neither fail nor hang later. */
const functions: ReadonlySet<string> = new Set(['glob', 'size'])
const methods: ReadonlySet<string> = new Set(['contains', 'startsWith', 'endsWith', 'size', 'lowerAscii', 'upperAscii', 'trim'])
const comprehensions: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one'])
const operators: ReadonlySet<string> = new Set([
  'value',
  'id',
  '.',
  'call',
  'rcall',
  'list',
  '?:',
  '||',
  '&&',
  '!_',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  '+',
])

/** Refuses what CEL has and policies do not. @throws ExpressionError at the place */
export function checkExpressionTree(node: ASTNode, isInComprehension = false): void {
  if (!operators.has(node.op)) throw new ExpressionError(`"${symbolOf(node.op)}" is not allowed in a policy`, node.range.start)
  const called = calledName(node)
  if (called !== undefined) checkCall(called, isInComprehension)
  const isInside = isInComprehension || (called !== undefined && comprehensions.has(called.name))
  for (const child of childrenOf(node)) checkExpressionTree(child, isInside)
}

interface Called {
  readonly name: string
  readonly isMethod: boolean
  readonly start: number
}

function checkCall({ name, isMethod, start }: Called, isInComprehension: boolean): void {
  if (name === 'matches')
    throw new ExpressionError('a regular expression can take for ever: use glob(text, pattern), where * stands for any text', start)
  if (isMethod && comprehensions.has(name)) {
    if (isInComprehension) throw new ExpressionError(`"${name}" inside another one is not allowed: write two rules`, start)
    return
  }
  const allowed = isMethod ? methods : functions
  if (!allowed.has(name)) throw new ExpressionError(`there is no ${name}(); there are ${[...allowed].join(', ')}`, start)
}

function calledName(node: ASTNode): Called | undefined {
  if (node.op === 'call') return { name: node.args[0], isMethod: false, start: node.range.start }
  if (node.op !== 'rcall') return undefined
  const [name, receiver] = node.args
  return { name, isMethod: true, start: Math.max(node.input.indexOf(name, receiver.range.end), node.range.start) }
}

function symbolOf(op: string): string {
  return op.replace('_', '')
}
