import { AccountRecord } from '../accounts/account.entity.ts'
import { AppListing } from '../accounts/app-listing.entity.ts'
import { ApprovalRequest } from '../approvals/approval-request.entity.ts'
import { ApprovalVote } from '../approvals/approval-vote.entity.ts'
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
import { Notice } from '../notifications/notice.entity.ts'
import { PersonOrder } from '../orders/person-order.entity.ts'
import { ApproverKey } from '../organizations/approver-key.entity.ts'
import { Member } from '../organizations/member.entity.ts'
import { Organization } from '../organizations/organization.entity.ts'
import { AccessException } from '../policy/access-exception.entity.ts'
import { PolicyVersion } from '../policy/policy-version.entity.ts'
import { Question } from '../questions/question.entity.ts'
import { Person } from '../roster/person.entity.ts'
import { PersonVersion } from '../roster/person-version.entity.ts'
import { ReservedAddress } from '../roster/reserved-address.entity.ts'
import { Snapshot } from '../roster/snapshot.entity.ts'
import { Source } from '../roster/source.entity.ts'
import { ScheduledInstant } from '../schedule/scheduled-instant.entity.ts'
import { TaskRecord } from '../tasks/task.entity.ts'
import { TaskProof } from '../tasks/task-proof.entity.ts'
import type { Dialect } from './database.ts'

/** Every table. What a table needs from one dialect only (triggers) is decided here. */
export function entities(dialect: Dialect) {
  return [
    Organization,
    Member,
    ApproverKey,
    Source,
    Snapshot,
    Person,
    PersonVersion,
    ReservedAddress,
    PolicyVersion,
    AccessException,
    AccountRecord,
    AppListing,
    Case,
    PersonOrder,
    ApprovalRequest,
    ApprovalVote,
    TaskRecord,
    TaskProof,
    Question,
    Notice,
    ScheduledInstant,
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
