import type { Id } from '@rollcall/shared/ids'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { openStates } from '../../src/cases/case-states.ts'
import { troubleOf } from '../api/trouble-of.ts'
import { useTRPC } from '../api/trpc.ts'
import type { CaseFilter } from '../cases/case-list.tsx'
import { pollMs } from './poll-ms.ts'

/**
 * Everything the page shows, polled: a failed poll keeps what was last seen and says so in `trouble`. Until a case is chosen it is the one that was
 * newest at first sight, and stays it, so that nothing moves under anybody's hand.
 */
export function useConsoleData(chosen: Id<'case'> | undefined) {
  const trpc = useTRPC()
  const [filter, setFilter] = useState<CaseFilter>('all')
  const cases = useQuery(
    trpc.case.list.queryOptions(filter === 'open' ? { states: [...openStates], limit: 100 } : { limit: 100 }, {
      refetchInterval: ({ state: { data } }) => pollMs((data ?? []).map(({ state }) => state)),
      placeholderData: (previous) => previous,
    }),
  )
  const [first, setFirst] = useState<Id<'case'>>()
  const newest = cases.data?.[0]
  if (first === undefined && newest !== undefined) setFirst(newest.id)
  const shown = chosen ?? first
  const found = useQuery(
    trpc.case.get.queryOptions(shown === undefined ? skipToken : { case: shown }, {
      refetchInterval: ({ state: { data } }) => pollMs(data === undefined ? [] : [data.state]),
    }),
  )
  const organization = useQuery(trpc.organization.get.queryOptions(undefined, { staleTime: 60_000 }))
  const agents = useQuery(trpc.agent.list.queryOptions(undefined, { refetchInterval: 5_000 }))
  const error = cases.error ?? organization.error ?? agents.error ?? found.error
  return {
    shown,
    organization: organization.data,
    agents: agents.data,
    cases: cases.data,
    found: found.data,
    trouble: error === null ? undefined : troubleOf(error),
    filter,
    setFilter,
  }
}
