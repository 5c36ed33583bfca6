import type { CaseDetail } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import { CopyableHash } from '../page/copyable-hash.tsx'

/** What an outsider compares with the packet. */
export function CaseProofs({ found }: { readonly found: CaseDetail }) {
  const { cases } = useWords()
  return (
    <dl className="proofs">
      <div>
        <dt>{cases.planHash}</dt>
        <dd>
          <CopyableHash label={cases.planHash} value={found.planHash} length={16} />
        </dd>
      </div>
      <div>
        <dt>{cases.policy}</dt>
        <dd>
          <CopyableHash label={cases.policy} value={found.policyDigest} length={16} />
        </dd>
      </div>
      <div>
        <dt>{cases.case}</dt>
        <dd>
          <CopyableHash label={cases.case} value={found.id} length={16} />
        </dd>
      </div>
      <div>
        <dt>{cases.ledger}</dt>
        <dd className="numbers">{cases.entries(found.ledgerFrom, found.ledgerTo)}</dd>
      </div>
    </dl>
  )
}
