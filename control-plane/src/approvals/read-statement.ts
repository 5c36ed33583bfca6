import { approvalChallenge } from '@rollcall/shared/verify-approval'
import { approverKeysOf } from '../organizations/approver-keys-of.ts'
import { relyingParty } from '../organizations/relying-party.ts'
import type { Ports } from '../ports.ts'
import { approvalStatement, type Saying } from './approval-statement.ts'
import { takeRequest, type Voter } from './take-request.ts'

/** What a member signs to say yes or no: the statement's bytes, and for a passkey its challenge and which passkeys fit. @throws ApprovalError */
export async function readStatement(
  { database, now, publicUrl }: Ports & { readonly publicUrl: string },
  { decision, ...voter }: Voter & Pick<Saying, 'decision'>,
) {
  const at = now()
  return database.read(async (em) => {
    const { request } = await takeRequest(em, voter, at)
    const statement = approvalStatement(request, { member: voter.by, decision }, at)
    const credentials = (await approverKeysOf(em, voter.by)).flatMap(({ credential }) => (credential == null ? [] : [credential]))
    const passkey =
      credentials.length === 0 ? null : { rpId: relyingParty(publicUrl).id, challenge: approvalChallenge(statement), credentials }
    return { statement: Buffer.from(statement).toString('base64'), passkey }
  })
}
