import type { Trouble } from '../api/trouble-of.ts'
import { useWords } from '../language/language-context.ts'

/** Why something that a person asked for did not happen, beside where they asked. */
export function TroubleText({ trouble }: { readonly trouble: Trouble }) {
  const { connection, cases, signIn } = useWords()
  const text = {
    unreachable: `${connection.lost} ${connection.again}.`,
    signed_out: signIn.ended,
    not_found: cases.gone,
    refused: trouble.kind === 'refused' ? trouble.message : '',
  }[trouble.kind]
  return (
    <span className="trouble" role="alert">
      {connection.failed} {text}
    </span>
  )
}
