import { isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml'
import type { z } from 'zod'
import { UserError } from '../user-error.ts'
import { type LocalPolicy, localPolicySchema } from './local-policy.ts'

/** Parses `local-policy.yaml`. @throws UserError with line and column; nothing unknown is let through */
export function parseLocalPolicy(file: string, text: string): LocalPolicy {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true })
  const [syntax] = document.errors
  if (syntax !== undefined) throw new UserError(`${at(file, lines, syntax.pos[0])}: not valid YAML (${syntax.code}). Correct the file.`)
  if (hasAlias(document)) throw new UserError(`${file}: aliases ("*name") are not accepted. Write the value out.`)
  const parsed = localPolicySchema.safeParse(document.toJS() ?? {})
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue === undefined) throw new UserError(`${file} is not a local policy. Correct the file.`)
  throw new UserError(`${at(file, lines, offsetOf(document, issue))}: ${describe(issue)}`)
}

type Document = ReturnType<typeof parseDocument>
type Issue = z.core.$ZodIssue

function hasAlias(document: Document): boolean {
  let found = false
  visit(document, { Alias: () => ((found = true), visit.BREAK) })
  return found
}

function at(file: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset)
  return `${file}:${line}:${col}`
}

function describe(issue: Issue): string {
  const where = issue.path.length === 0 ? 'the policy' : `"${issue.path.join('.')}"`
  if (issue.code === 'unrecognized_keys') return `${where} has an unknown field "${issue.keys[0]}". Remove it or correct its name.`
  return `${where} is not usable: ${issue.message}`
}

/** Where the trouble stands: the unknown key itself, else the deepest node on the issue's path that the file has. */
function offsetOf(document: Document, issue: Issue): number {
  for (let depth = issue.path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(issue.path.slice(0, depth), true)
    if (!isNode(node)) continue
    return (issue.code === 'unrecognized_keys' ? keyOffset(node, issue.keys[0]) : undefined) ?? node.range?.[0] ?? 0
  }
  return 0
}

function keyOffset(node: Parameters<typeof visit>[0], name: string | undefined): number | undefined {
  let offset: number | undefined
  visit(node, {
    Pair(_, pair) {
      if (offset === undefined && isPair(pair) && isScalar(pair.key) && pair.key.value === name) offset = pair.key.range?.[0]
    },
  })
  return offset
}
