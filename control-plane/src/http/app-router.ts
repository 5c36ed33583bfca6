import { accountRouter } from '../accounts/account.router.ts'
import { approvalRouter } from '../approvals/approval.router.ts'
import { caseRouter } from '../cases/case.router.ts'
import { evidenceRouter } from '../evidence/evidence.router.ts'
import { agentRouter } from '../fleet/agent.router.ts'
import { noticeRouter } from '../notifications/notice.router.ts'
import { orderRouter } from '../orders/order.router.ts'
import { approverKeyRouter } from '../organizations/approver-key.router.ts'
import { organizationRouter } from '../organizations/organization.router.ts'
import { accessExceptionRouter } from '../policy/access-exception.router.ts'
import { policyRouter } from '../policy/policy.router.ts'
import { questionRouter } from '../questions/question.router.ts'
import { rosterRouter } from '../roster/roster.router.ts'
import { scheduleRouter } from '../schedule/schedule.router.ts'
import { simulationRouter } from '../simulation/simulation.router.ts'
import { taskRouter } from '../tasks/task.router.ts'
import { router } from './trpc.ts'

/** The whole API, one router per concept. */
export const appRouter = router({
  organization: organizationRouter,
  approverKey: approverKeyRouter,
  roster: rosterRouter,
  policy: policyRouter,
  account: accountRouter,
  question: questionRouter,
  exception: accessExceptionRouter,
  case: caseRouter,
  schedule: scheduleRouter,
  approval: approvalRouter,
  simulation: simulationRouter,
  agent: agentRouter,
  order: orderRouter,
  task: taskRouter,
  notice: noticeRouter,
  evidence: evidenceRouter,
})
export type AppRouter = typeof appRouter
