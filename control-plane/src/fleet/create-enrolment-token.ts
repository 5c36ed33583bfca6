import { type Id, toId } from '@rollcall/shared/ids'
import { enrolmentVerifier, formatEnrolmentToken } from '@rollcall/shared/wire/enrolment'
import { appendEntries } from '../ledger/append-entries.ts'
import type { Ports } from '../ports.ts'
import { EnrolmentToken } from './enrolment-token.entity.ts'

const validMs = 3_600_000

/** A line that lets one agent in, once, within the hour. It is shown once and cannot be read back. */
export async function createEnrolmentToken(
  ports: Ports,
  input: { organization: Id<'organization'>; member: Id<'member'>; url: string; rootFingerprint: string },
): Promise<{ token: string; expiresAt: Date }> {
  const secret = ports.random(32)
  const id = toId('enrolment', ports.random(16))
  const at = ports.now()
  const expiresAt = new Date(at.getTime() + validMs)
  const verifier = Buffer.from(enrolmentVerifier(secret)).toString('hex')
  await ports.database.transact(async (em) => {
    em.create(EnrolmentToken, { id, organization: input.organization, verifier, createdBy: input.member, expiresAt, usedAt: null })
    const said = { t: 'operator.action', member: input.member, action: 'agent.token_created' } as const
    await appendEntries(em, input.organization, [said], { at, random: ports.random })
  })
  return { token: formatEnrolmentToken({ url: input.url, rootFingerprint: input.rootFingerprint, id, secret }), expiresAt }
}
