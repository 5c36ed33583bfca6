import type { z } from 'zod'
import type { PolicySource } from './policy-source.ts'

type Issue = z.core.$ZodIssue

/** Refuses a document that has not the form of one, at the place of the cause. @throws PolicyError always */
export function refuseShape(source: PolicySource, error: z.ZodError): never {
  const issues = error.issues.map(innermost)
  // A misspelt field is missing under its right name too: the spelling is the cause.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined) throw error
  const path = issue.path.filter((part) => typeof part !== 'symbol')
  const [key] = issue.code === 'unrecognized_keys' ? issue.keys : []
  if (key !== undefined) source.refuseAt('shape', `there is no field "${key}" here`, { path, key })
  if (issue.code === 'invalid_key')
    source.refuseAt('shape', issue.issues[0]?.message ?? issue.message, { path: path.slice(0, -1), key: String(path.at(-1)) })
  source.refuseAt('shape', `${path.join('.') || 'the document'}${inWords(issue)}`, { path })
}

function inWords({ message }: Issue): string {
  return message.endsWith('received undefined') ? ' is missing' : `: ${message.replace(/^Invalid input: /, '')}`
}

/** Where a value may have several forms, the mistake is in the form that came nearest: one that fits on the outside. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const near = issue.errors.find((branch) => branch.some(({ code, path }) => path.length > 0 || code === 'unrecognized_keys'))
  const cause = near?.find(({ code }) => code === 'unrecognized_keys') ?? near?.[0]
  return cause === undefined ? { ...issue, message: alternatives(issue) } : innermost({ ...cause, path: [...issue.path, ...cause.path] })
}

function alternatives({ errors, message }: Extract<Issue, { code: 'invalid_union' }>): string {
  const all = errors.flatMap((branch) => branch.slice(0, 1).map((one) => one.message.replace(/^Invalid \w+: /, '')))
  return all.length === 0 ? message : `Invalid input: ${all.join(', or ')}`
}
