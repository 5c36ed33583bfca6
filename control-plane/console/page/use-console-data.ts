import type { Id } from '@rollcall/shared/ids'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { openStates } from '../../src/cases/case-states.ts'
import { troubleOf } from '../api/trouble-of.ts'
import { useTRPC } from '../api/trpc.ts'
import type { CaseFilter } from '../cases/case-list.tsx'
import { pollMs } from './poll-ms.ts'

/** Everything the page shows, polled: a failed poll keeps what was last seen and says so in `trouble`. */
export function useConsoleData(selected: Id<'case'> | undefined) {
  const trpc = useTRPC()
  const [filter, setFilter] = useState<CaseFilter>('all')
  const found = useQuery(
    trpc.case.get.queryOptions(selected === undefined ? skipToken : { case: selected }, {
      refetchInterval: ({ state: { data } }) => pollMs(data === undefined ? [] : [data.state]),
    }),
  )
  const cases = useQuery(
    trpc.case.list.queryOptions(filter === 'open' ? { states: [...openStates], limit: 100 } : { limit: 100 }, {
      refetchInterval: ({ state: { data } }) => pollMs([...(data ?? []), ...(found.data ? [found.data] : [])].map(({ state }) => state)),
      placeholderData: (previous) => previous,
    }),
  )
  const organization = useQuery(trpc.organization.get.queryOptions(undefined, { staleTime: 60_000 }))
  const agents = useQuery(trpc.agent.list.queryOptions(undefined, { refetchInterval: 5_000 }))
  const error = cases.error ?? organization.error ?? agents.error ?? found.error
  return {
    organization: organization.data,
    agents: agents.data,
    cases: cases.data,
    found: found.data,
    trouble: error === null ? undefined : troubleOf(error),
    filter,
    setFilter,
  }
}
