import { ApprovalRequest } from '@rollcall/control-plane/approvals/approval-request.entity'
import { Case } from '@rollcall/control-plane/cases/case.entity'
import { openStates } from '@rollcall/control-plane/cases/case-states'
import { rowsOf } from '@rollcall/control-plane/database/rows-of'
import type { SimulatedCompany } from '../simulated/simulated-company.ts'
import type { YearApp } from './year-policy.ts'

/** Identity goes first; the others wait for it that long where it does not answer, and no longer. */
const stageMs = 60_000

/** What the product says that it waits for, by person: it excuses what it waits with, and nothing else. */
export interface Excuses {
  /** Of a case that a person has to decide about. */
  readonly waiting: ReadonlySet<string>
  /** Whose case is less than a stage old. */
  readonly staged: ReadonlySet<string>
  /** `person app/entitlement` that somebody is asked for. */
  readonly asked: ReadonlySet<string>
}

export async function readExcuses({ ports, organization, at }: SimulatedCompany): Promise<Excuses> {
  const { cases, requests } = await ports.database.read(async (em) => ({
    cases: await rowsOf(em, Case)
      .select(['person', 'state', 'openedAt'])
      .where('organization', '=', organization)
      .where('state', 'in', openStates)
      .execute(),
    requests: await rowsOf(em, ApprovalRequest)
      .select(['subject', 'scope'])
      .where('organization', '=', organization)
      .where('state', '=', 'pending')
      .execute(),
  }))
  const isYoung = ({ openedAt }: Pick<Case, 'openedAt'>) => at.getTime() - openedAt.getTime() < stageMs
  return {
    waiting: new Set(cases.filter(({ state }) => state === 'held' || state === 'needs_person').map(({ person }) => person)),
    staged: new Set(cases.filter(isYoung).map(({ person }) => person)),
    asked: new Set(requests.flatMap(({ subject, scope }) => scope.map((key) => `${subject} ${key}`))),
  }
}

/** Approved requests about somebody for something, decided since. */
export async function approvedSince(
  { ports, organization }: SimulatedCompany,
  { subject, what, since }: { readonly subject: string; readonly what: '*' | `${YearApp}/${string}`; readonly since: number },
): Promise<readonly string[]> {
  const requests = await ports.database.read((em) =>
    em.find(ApprovalRequest, { organization, state: 'approved' }, { orderBy: { decidedAt: 'desc' }, limit: 200 }),
  )
  const fitting = requests.filter((one) => one.subject === subject && one.scope.includes(what))
  return fitting.filter(({ decidedAt }) => (decidedAt?.getTime() ?? 0) > since).map(({ id }) => id)
}
