import { expect, test } from 'vitest'
import { type Action, actions, isAllowed } from './authorize.ts'
import { roles } from './roles.ts'

/** By whom each action may be called, written down a second time on purpose: a change of power is a change here too. */
const table: Readonly<Record<Action, string>> = {
  'organization.read': 'owner operator auditor approver',
  'member.create': 'owner',
  'member.link': 'owner',
  'member.read': 'owner operator auditor',
  'member.remove': 'owner',
  'approver_key.add': 'owner operator approver',
  'approver_key.revoke': 'owner operator approver',
  'approver_key.read': 'owner operator auditor approver',
  'roster.import': 'owner operator',
  'roster.read': 'owner operator auditor',
  'simulation.run': 'owner operator',
  'simulation.apply': 'owner operator',
  'policy.save': 'owner operator',
  'policy.draft': 'owner operator',
  'policy.approve': 'owner operator',
  'policy.activate': 'owner operator',
  'policy.read': 'owner operator auditor',
  'agent.enrol': 'owner operator',
  'agent.revoke': 'owner operator',
  'agent.read': 'owner operator auditor',
  'account.refresh': 'owner operator',
  'account.read': 'owner operator auditor',
  'account.decide': 'owner operator',
  'question.read': 'owner operator auditor',
  'question.answer': 'owner operator',
  'exception.open': 'owner operator',
  'exception.close': 'owner operator',
  'exception.read': 'owner operator auditor',
  'case.decide': 'owner operator',
  'case.read': 'owner operator auditor approver',
  'approval.read': 'owner operator auditor approver',
  'approval.vote': 'owner operator approver',
  'order.give': 'owner operator',
  'order.read': 'owner operator auditor',
  'task.complete': 'owner operator approver',
  'task.waive': 'owner operator',
  'task.read': 'owner operator auditor approver',
  'notice.see': 'owner operator approver',
  'notice.read': 'owner operator auditor approver',
  'evidence.export': 'owner operator auditor',
  'evidence.read': 'owner operator auditor',
}

test.each(actions)('%s is for whom the table says', (action) => {
  expect(roles.filter((role) => isAllowed(role, action)).join(' ')).toBe(table[action])
})

test('an auditor changes nothing', () => {
  const changing = actions.filter((action) => !/\.(read|export)$/.test(action))
  expect(changing.filter((action) => isAllowed('auditor', action))).toEqual([])
})

test('an approver reads, votes, does their tasks, and nothing else', () => {
  const changing = actions.filter((action) => !/\.(read|export)$/.test(action))
  expect(changing.filter((action) => isAllowed('approver', action))).toEqual([
    'approver_key.add',
    'approver_key.revoke',
    'approval.vote',
    'task.complete',
    'notice.see',
  ])
})
