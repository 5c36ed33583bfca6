import type { Role } from './roles.ts'

/** The one authorization table: what each action needs. Every procedure names its action here or does not compile. */
const allowed = {
  'organization.read': ['owner', 'operator', 'auditor', 'approver'],
  'member.create': ['owner'],
  'member.link': ['owner'],
  'member.remove': ['owner'],
  'member.read': ['owner', 'operator', 'auditor'],
  'approver_key.add': ['owner', 'operator', 'approver'],
  'approver_key.revoke': ['owner', 'operator', 'approver'],
  'approver_key.read': ['owner', 'operator', 'auditor', 'approver'],
  'roster.import': ['owner', 'operator'],
  'roster.read': ['owner', 'operator', 'auditor'],
  'policy.save': ['owner', 'operator'],
  'policy.draft': ['owner', 'operator'],
  'policy.approve': ['owner', 'operator'],
  'policy.activate': ['owner', 'operator'],
  'policy.read': ['owner', 'operator', 'auditor'],
  'simulation.run': ['owner', 'operator'],
  'simulation.apply': ['owner', 'operator'],
  'agent.enrol': ['owner', 'operator'],
  'agent.revoke': ['owner', 'operator'],
  'agent.read': ['owner', 'operator', 'auditor'],
  'account.refresh': ['owner', 'operator'],
  'account.read': ['owner', 'operator', 'auditor'],
  'account.decide': ['owner', 'operator'],
  'question.read': ['owner', 'operator', 'auditor'],
  'question.answer': ['owner', 'operator'],
  'exception.open': ['owner', 'operator'],
  'exception.close': ['owner', 'operator'],
  'exception.read': ['owner', 'operator', 'auditor'],
  'case.decide': ['owner', 'operator'],
  'case.read': ['owner', 'operator', 'auditor', 'approver'],
  'approval.read': ['owner', 'operator', 'auditor', 'approver'],
  'approval.vote': ['owner', 'operator', 'approver'],
  'order.give': ['owner', 'operator'],
  'order.read': ['owner', 'operator', 'auditor'],
  'task.complete': ['owner', 'operator', 'approver'],
  'task.waive': ['owner', 'operator'],
  'task.read': ['owner', 'operator', 'auditor', 'approver'],
  'notice.see': ['owner', 'operator', 'approver'],
  'notice.read': ['owner', 'operator', 'auditor', 'approver'],
  'evidence.export': ['owner', 'operator', 'auditor'],
  'evidence.read': ['owner', 'operator', 'auditor'],
} as const satisfies Readonly<Record<string, readonly Role[]>>

export type Action = keyof typeof allowed

export const actions: readonly Action[] = Object.keys(allowed).filter((key): key is Action => key in allowed)

export function isAllowed(role: Role, action: Action): boolean {
  const roles: readonly Role[] = allowed[action]
  return roles.includes(role)
}
