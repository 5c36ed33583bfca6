import { Button, Modal, NativeSelect } from '@mantine/core'
import type { Id } from '@rollcall/shared/ids'
import { type SubmitEvent, useState } from 'react'
import { troubleOf } from '../api/trouble-of.ts'
import type { CaseDetail } from '../api/trpc.ts'
import { useWords } from '../language/language-context.ts'
import type { DecisionKind } from '../language/words.ts'
import { TroubleText } from '../page/trouble-text.tsx'
import { type DecisionReason, reasonsFor, useDecide } from './use-decide.ts'

interface DecisionDialogProps {
  readonly found: CaseDetail
  readonly decision: DecisionKind
  readonly onClose: () => void
  readonly onNext: (next: Id<'case'>) => void
}

/** Says what a decision does, asks for the reason that goes on record, and sends it. */
export function DecisionDialog({ found, decision, onClose, onNext }: DecisionDialogProps) {
  const words = useWords()
  const reasons = reasonsFor[decision]
  const [reason, setReason] = useState<DecisionReason>()
  const { decide, isPending, error } = useDecide({
    case: found.id,
    decision,
    onDone: (next) => {
      onClose()
      if (next !== null) onNext(next)
    },
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    decide(reason)
  }
  const { title, explanation, button } = words.decisions[decision]
  return (
    <Modal.Root opened onClose={onClose} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className="dialog">
          <Modal.Title>{title}</Modal.Title>
          <form className="decision" onSubmit={submit}>
            <p>
              <strong>
                {words.kinds[found.kind]}: {found.name}
              </strong>
            </p>
            <p>
              {explanation} {words.decide.onRecord}
            </p>
            {reasons.length > 0 && (
              <NativeSelect
                label={words.decide.reason}
                value={reason ?? ''}
                onChange={({ currentTarget }) => setReason(reasons.find((one) => one === currentTarget.value))}
                data={[
                  { value: '', label: words.decide.chooseReason, disabled: true },
                  ...reasons.map((one) => ({ value: one, label: { ...words.releaseReasons, ...words.refusalReasons }[one] })),
                ]}
                data-autofocus
              />
            )}
            {error && <TroubleText trouble={troubleOf(error)} />}
            <div className="decision-buttons">
              <Button variant="default" onClick={onClose}>
                {words.decide.goBack}
              </Button>
              <Button
                type="submit"
                color={decision === 'reject' || decision === 'cancel' ? 'red' : 'brand'}
                loading={isPending}
                disabled={reasons.length > 0 && reason === undefined}
              >
                {button}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}
