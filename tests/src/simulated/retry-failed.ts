import { Case } from '@rollcall/control-plane/cases/case.entity'
import { retryCase } from '@rollcall/control-plane/cases/retry-case'
import type { SimulatedCompany } from './simulated-company.ts'

/** An administrator's morning after an outage: what an app made fail that did not answer is tried again. */
export async function retryFailed({ ports, organization, owner }: SimulatedCompany): Promise<void> {
  const failed = await ports.database.read((em) => em.find(Case, { organization, state: 'needs_person', reason: 'unavailable' }))
  for (const { id } of failed) await retryCase(ports, { organization, by: owner.member, case: id })
}
