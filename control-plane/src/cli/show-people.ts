import { clientFromEnvironment } from './client.ts'
import { printLine, printTable } from './print.ts'
import { unclearLines } from './unclear-lines.ts'

/** Prints one person on both clocks. */
export async function showPerson(asked: string): Promise<void> {
  const { person, orders, facts, events, statements } = await clientFromEnvironment().roster.person.query({ person: asked })
  printLine(`${person.name} (${person.personKey}) ${person.id}`)
  const missing = person.presence === 'missing' ? ', missing from the last roster' : ''
  printLine(`${person.status}${missing}; on the roster ${person.source} since ${person.firstRecordedAt}; ${person.zone}`)
  for (const line of unclearLines({ unclear: person.unclear, person: person.personKey })) printLine(line)
  for (const { id, kind, activeAt } of orders)
    printLine(`${orderWords[kind]} by order ${id}${activeAt === null ? '' : ` since ${activeAt}`}`)
  if (person.continues !== null) printLine(`goes on from the record ${person.continues}`)
  printLine()
  printTable(
    ['field', 'value', 'how it is known', 'says', 'since'],
    facts.map(({ field, value, visibility, source, since }) => [field, value ?? '', visibilities[visibility], source, since]),
  )
  printLine()
  printTable(
    ['true from', 'event', 'engagement', 'known from', 'until'],
    events.map((event) => [event.effectiveOn, event.kind, event.engagementKey, event.recordedAt, event.supersededAt ?? '']),
  )
  printLine()
  printTable(
    ['said from', 'until', 'changed'],
    statements.map(({ recordedAt, supersededAt, presence, changed }) => {
      const fields = Object.entries(changed).map(
        ([field, value]) => `${field}: ${value === null ? 'nothing' : typeof value === 'string' ? value : JSON.stringify(value)}`,
      )
      return [recordedAt, supersededAt ?? '', [...(presence === 'missing' ? ['not on the roster'] : []), ...fields].join('; ')]
    }),
  )
}

const orderWords = {
  for_cause: 'out for cause',
  security_hold: 'locked',
  legal_hold: 'on legal hold',
  extension: 'extended',
} as const

const visibilities = {
  present: 'stated',
  empty: 'stated as empty',
  redacted: 'hidden now, last value',
  not_requested: 'not stated',
} as const

/** Prints everybody, a page at a time. */
export async function listPeople(): Promise<void> {
  const client = clientFromEnvironment()
  const rows: string[][] = []
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof client.roster.people.query>> = await client.roster.people.query({ after, limit })
    rows.push(
      ...page.map(({ id, personKey, facts, status, presence }) => [
        personKey,
        `${facts.givenName} ${facts.familyName}`,
        status,
        presence === 'missing' ? 'missing' : '',
        id,
      ]),
    )
    after = page.length < limit ? undefined : page.at(-1)?.personKey
  }
  printTable(['key', 'name', 'status', '', 'id'], rows)
}

const limit = 500
