import { Alert } from '@mantine/core'
import type { Trouble } from '../api/trouble-of.ts'
import { useWords } from '../language/language-context.ts'

/** Says that what is shown may be old; polling goes on underneath, and takes it away again. */
export function ConnectionBanner({ trouble }: { readonly trouble: Trouble | undefined }) {
  const { connection } = useWords()
  if (trouble === undefined || trouble.kind === 'signed_out' || trouble.kind === 'not_found') return null
  const isLost = trouble.kind === 'unreachable'
  return (
    <Alert color="red" role="alert" title={isLost ? connection.lost : connection.failed} className="connection-banner">
      {isLost ? connection.retrying : trouble.message}
    </Alert>
  )
}
