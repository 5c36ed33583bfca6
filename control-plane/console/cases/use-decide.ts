import type { Id } from '@rollcall/shared/ids'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type RefusalReason, type ReleaseReason, refusalReasons, releaseReasons } from '../../src/cases/case-reasons.ts'
import { useTRPC } from '../api/trpc.ts'
import type { DecisionKind } from '../language/words.ts'

/** The operator's words for the ledger; a retry needs none. */
export type DecisionReason = ReleaseReason | RefusalReason

export const reasonsFor: Readonly<Record<DecisionKind, readonly DecisionReason[]>> = {
  release: releaseReasons,
  reject: refusalReasons,
  cancel: refusalReasons,
  retry: [],
}

interface DecideOptions {
  readonly case: Id<'case'>
  readonly decision: DecisionKind
  /** Given the case that goes on in its place, if one does. */
  readonly onDone: (next: Id<'case'> | null) => void
}

/** Sends one decision about a case, and then looks at all cases anew. */
export function useDecide({ case: id, decision, onDone }: DecideOptions) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const onSuccess = async (next: Id<'case'> | null) => {
    await queries.invalidateQueries(trpc.case.pathFilter())
    onDone(next)
  }
  const released = useMutation(trpc.case.release.mutationOptions({ onSuccess: () => onSuccess(null) }))
  const rejected = useMutation(trpc.case.reject.mutationOptions({ onSuccess: () => onSuccess(null) }))
  const cancelled = useMutation(trpc.case.cancel.mutationOptions({ onSuccess: () => onSuccess(null) }))
  const retry = useMutation(trpc.case.retry.mutationOptions({ onSuccess: ({ next }) => onSuccess(next) }))
  const { isPending, error } = { release: released, reject: rejected, cancel: cancelled, retry }[decision]
  return { isPending, error, decide }

  function decide(word: DecisionReason | undefined): void {
    const release = releaseReasons.find((one) => one === word)
    const refusal = refusalReasons.find((one) => one === word)
    if (decision === 'retry') retry.mutate({ case: id })
    if (decision === 'release' && release) released.mutate({ case: id, reason: release })
    if (decision === 'reject' && refusal) rejected.mutate({ case: id, reason: refusal })
    if (decision === 'cancel' && refusal) cancelled.mutate({ case: id, reason: refusal })
  }
}
