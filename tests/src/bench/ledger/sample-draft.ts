import { randomBytes } from 'node:crypto'
import type { EntryDraft } from '@rollcall/control-plane/ledger/entry-draft'
import { sha256Hex } from '@rollcall/shared/digest'
import { toId } from '@rollcall/shared/ids'

/** The commonest entry, in its usual size: one step of a receipt that changed something. */
export function sampleDraft(): EntryDraft {
  return {
    t: 'access.granted',
    sub: toId('person', randomBytes(16)),
    case: toId('case', randomBytes(16)),
    job: toId('job', randomBytes(16)),
    app: 'directory',
    rcpt: sha256Hex(randomBytes(16)),
    step: 1,
    verb: 'entitlement.grant',
    res: 'changed',
  }
}
