import { ApprovalRequest } from '@rollcall/control-plane/approvals/approval-request.entity'
import { voteOnApproval } from '@rollcall/control-plane/approvals/vote-on-approval'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import { CaseCommandError } from '@rollcall/control-plane/cases/case-command-error'
import { releaseCase } from '@rollcall/control-plane/cases/release-case'
import type { SimulatedCompany } from './simulated-company.ts'

/**
 * What an administrator does in the morning who has looked at everything and finds it right: agrees to plans, releases what the guard holds. Gives
 * the cases that were released.
 */
export async function decideEverything({ ports, organization, owner }: SimulatedCompany): Promise<readonly Case[]> {
  const voting = { ...ports, publicUrl: 'https://larkfield.test' }
  const pending = await ports.database.read((em) => em.find(ApprovalRequest, { organization, state: 'pending' }))
  for (const { id } of pending) await voteOnApproval(voting, { organization, by: owner.member, approval: id, decision: 'approved' })
  const held = await ports.database.read((em) => em.find(Case, { organization, state: 'held', reason: 'guard' }))
  const released: Case[] = []
  for (const one of held) {
    try {
      await releaseCase(ports, { organization, by: owner.member, case: one.id, reason: 'confirmed_with_hr' })
      released.push(one)
    } catch (error) {
      // The world has moved since the plan was made: it is made anew, and looked at tomorrow.
      if (!(error instanceof CaseCommandError) || error.code !== 'moved') throw error
    }
  }
  return released
}
