import type { Trouble } from '../api/trouble-of.ts'
import { useWords } from '../language/language-context.ts'
import { Notice } from './notice.tsx'

/** Says that what is shown may be old; polling goes on underneath, and takes it away again. */
export function ConnectionBanner({ trouble }: { readonly trouble: Trouble | undefined }) {
  const { connection } = useWords()
  if (trouble === undefined || trouble.kind === 'signed_out' || trouble.kind === 'not_found') return null
  const isLost = trouble.kind === 'unreachable'
  return (
    <Notice tone="bad" isUrgent title={isLost ? connection.lost : connection.failed}>
      {isLost ? connection.retrying : trouble.message}
    </Notice>
  )
}
