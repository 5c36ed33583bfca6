import { type Document, isCollection, isSeq, parseDocument } from 'yaml'
import { PolicyError } from './policy-error.ts'
import type { PolicyPath } from './policy-source.ts'

/** `undefined` as the value takes away what stands there. */
export interface PolicyEdit {
  readonly path: PolicyPath
  readonly value?: unknown
}

/** The document with each edit made in turn; comments and order stay, spaces inside brackets may not. The result is not checked. @throws PolicyError for a path that leads nowhere */
export function editDocument(text: string, edits: readonly PolicyEdit[]): string {
  const document = parseDocument(text, { version: '1.2', schema: 'core' })
  for (const { path, value } of edits) {
    refuseLostPath(document, path, text)
    if (value !== undefined) document.setIn(path, isContainer(value) ? document.createNode(value) : value)
    else if (!document.deleteIn(path)) refusePath(path, text)
  }
  return document.toString({ lineWidth: 0 })
}

/** A plain value takes the place of one as it stands, quotes and all. */
function isContainer(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** What is around it must be able to hold it: a list has no gaps, a text has no fields. */
function refuseLostPath(document: Document, path: PolicyPath, text: string): void {
  if (path.length === 0) refusePath(path, text)
  for (let length = 0; length < path.length; length++) {
    const around: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
    if (around === undefined) return
    const key = path[length]
    const isIndex = typeof key === 'number' && Number.isInteger(key) && key >= 0
    if (!isCollection(around) || (isSeq(around) ? !isIndex || key > around.items.length : isIndex)) refusePath(path, text)
  }
}

function refusePath(path: PolicyPath, text: string): never {
  const [excerpt = ''] = text.split('\n')
  throw new PolicyError('reference', `there is no place ${JSON.stringify(path)} in the document`, { line: 1, column: 1, excerpt })
}
