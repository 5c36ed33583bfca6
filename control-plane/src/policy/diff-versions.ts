import type { Id } from '@rollcall/shared/ids'
import type { Ports } from '../ports.ts'
import { diffDocuments } from './diff-documents.ts'
import { findVersion } from './find-version.ts'
import { readPolicyDocument } from './read-policy-document.ts'

export interface VersionPair {
  readonly organization: Id<'organization'>
  readonly from: number
  readonly to: number
}

/** What changes from one version to another, in words. @throws PolicyVersionError */
export async function diffVersions(
  { database }: Pick<Ports, 'database'>,
  { organization, from, to }: VersionPair,
): Promise<readonly string[]> {
  return database.read(async (em) => {
    const [before, after] = [await findVersion(em, { organization, version: from }), await findVersion(em, { organization, version: to })]
    return diffDocuments(readPolicyDocument(before.document).document, readPolicyDocument(after.document).document)
  })
}
