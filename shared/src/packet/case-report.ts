import type { Json } from '../canonical-json.ts'
import type { Entry } from '../ledger/entry.ts'

export interface ReportedEvent {
  readonly index: number
  readonly entry: Entry
}

/** Facts of one case for people and spreadsheets, drawn from its entries and nothing else, so that a verifier draws them again and compares. */
export function caseReport(caseId: string, events: readonly ReportedEvent[]): Json {
  const ofCase = events.filter(({ entry }) => 'case' in entry && entry.case === caseId)
  const opened = ofCase.map(({ entry }) => entry).find((entry) => entry.t === 'case.opened')
  const closed = ofCase.map(({ entry }) => entry).findLast((entry) => entry.t === 'case.closed')
  const apps = [...new Set(ofCase.flatMap(({ entry }) => ('app' in entry && entry.app !== undefined ? [entry.app] : [])))].sort()
  const late = lateReceipts(ofCase)
  return {
    v: 1,
    case: caseId,
    kind: opened?.kind ?? null,
    person: opened?.sub ?? null,
    policy: opened?.pol ?? null,
    plan: opened?.plan ?? null,
    // Both clocks: when it was true by HR's dates, and when HR told us.
    effectiveAt: opened?.effective ?? null,
    recordedAt: opened?.recorded ?? null,
    openedAt: opened?.at ?? null,
    closedAt: closed?.at ?? null,
    result: closed?.res ?? 'open',
    millisecondsOpen: opened && closed ? Date.parse(closed.at) - Date.parse(opened.at) : null,
    apps: apps.map((app) => ({ app, steps: ofCase.flatMap((event) => stepLines(event, { app, late })) })),
    exceptions: ofCase.flatMap(exceptionLines),
  }
}

/** Receipts that came after their job had passed on: what they say was done, but it decided nothing. */
function lateReceipts(events: readonly ReportedEvent[]): ReadonlySet<string> {
  return new Set(events.flatMap(({ entry }) => (entry.t === 'job.receipt' && entry.fenced === 1 ? [entry.rcpt] : [])))
}

function stepLines({ index, entry }: ReportedEvent, { app, late }: { app: string; late: ReadonlySet<string> }): readonly Json[] {
  if (!('step' in entry) || entry.app !== app) return []
  const result = 'failure' in entry ? entry.failure : 'res' in entry ? entry.res : 'read'
  const fenced = late.has(entry.rcpt)
  return [{ entry: index, type: entry.t, verb: entry.verb, result, fenced, at: entry.at, source: entry.src, receipt: entry.rcpt }]
}

/** What an auditor asks about first, never left out: refusals, late receipts, tripped guards, what was waived or done by hand, operators' hands. */
function exceptionLines({ index, entry }: ReportedEvent): readonly Json[] {
  const line = (what: string): readonly Json[] => [{ entry: index, type: entry.t, what, at: entry.at }]
  if (entry.t === 'job.receipt' && entry.fenced === 1) return line('fenced')
  if (entry.t === 'job.receipt' && entry.res !== 'done') return line(entry.refusal ?? entry.res)
  if (entry.t === 'guard.tripped' || entry.t === 'guard.released') return line(entry.guard)
  if (entry.t === 'operator.action') return line(entry.action)
  if (entry.t === 'guard.postponed') return line('postponed')
  if (entry.t === 'access.waived') return line(`waived.${entry.reason}`)
  if (entry.t === 'access.manual') return line('by_hand')
  if (entry.t === 'job.revoked') return line('taken_back')
  return []
}
