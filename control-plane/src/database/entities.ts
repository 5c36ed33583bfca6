import { AccountRecord } from '../accounts/account.entity.ts'
import { Case } from '../cases/case.entity.ts'
import { AppFence } from '../dispatch/app-fence.entity.ts'
import { InventoryPart } from '../dispatch/inventory-part.entity.ts'
import { JobRecord } from '../dispatch/job.entity.ts'
import { JobOffer } from '../dispatch/job-offer.entity.ts'
import { ReceiptRecord } from '../dispatch/receipt.entity.ts'
import { Agent } from '../fleet/agent.entity.ts'
import { EnrolmentToken } from '../fleet/enrolment-token.entity.ts'
import { OutgoingFrame } from '../fleet/outgoing-frame.entity.ts'
import { ledgerEntities } from '../ledger/ledger-entities.ts'
import { Member } from '../organizations/member.entity.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { PolicyVersion } from '../policy/policy-version.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { Snapshot } from '../roster/snapshot.entity.ts'
import { Source } from '../roster/source.entity.ts'
import type { Dialect } from './database.ts'

/** Every table. What a table needs from one dialect only (triggers) is decided here. */
export function entities(dialect: Dialect) {
  return [
    Organization,
    Member,
    Source,
    Snapshot,
    Person,
    PolicyVersion,
    AccountRecord,
    Case,
    JobRecord,
    JobOffer,
    InventoryPart,
    AppFence,
    ReceiptRecord,
    Agent,
    EnrolmentToken,
    OutgoingFrame,
    ...ledgerEntities(dialect),
  ]
}
