import { type PolicyDocument, policyDocumentSchema } from './policy-document.ts'
import { PolicySource } from './policy-source.ts'
import { refuseShape } from './refuse-shape.ts'

export interface ReadPolicyDocument {
  readonly source: PolicySource
  /** As written. */
  readonly json: unknown
  /** With defaults filled in. */
  readonly document: PolicyDocument
}

/** A document that has the form of one; its names and expressions are not looked at yet. @throws PolicyError */
export function readPolicyDocument(text: string): ReadPolicyDocument {
  const source = new PolicySource(text)
  const json = source.toJson()
  const checked = policyDocumentSchema.safeParse(json)
  return { source, json, document: checked.success ? checked.data : refuseShape(source, checked.error) }
}
