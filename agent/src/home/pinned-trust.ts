import { type Envelope, envelopeSchema } from '@rollcall/shared/envelope/envelope'
import { openTrust, type Trust } from '@rollcall/shared/trust'
import { UserError } from '../user-error.ts'
import { parseHomeFile } from './parse-home-file.ts'
import { readIfPresent } from './read-if-present.ts'
import { writeAtomically } from './write-atomically.ts'

/** The trust document as the root signed it, checked anew at each start against the fingerprint that came with the enrolment token. */
export async function readPinnedTrust(file: string, rootFingerprint: string): Promise<Trust> {
  const text = await readIfPresent(file)
  if (text === undefined) throw new UserError(`${file} does not exist: enrol this agent first with "rollcall-agent enrol".`)
  const envelope = parseHomeFile(file, text, envelopeSchema)
  try {
    return openTrust(envelope, rootFingerprint)
  } catch {
    throw new UserError(
      `${file} is not signed by the root this agent was enrolled with. Restore it, or enrol again in a new home directory.`,
    )
  }
}

export async function writePinnedTrust(file: string, envelope: Envelope): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(envelope)}\n`)
}
