import { ActionIcon, CopyButton, Tooltip } from '@mantine/core'
import { useWords } from '../language/language-context.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'

interface CopyableHashProps {
  /** What the value is, for the button's name. */
  readonly label: string
  readonly value: string
  /** How many characters are shown; all are copied. */
  readonly length?: number
}

/** A long value, shown short, copied whole. */
export function CopyableHash({ label, value, length = 12 }: CopyableHashProps) {
  const { copy, copied } = useWords().header
  return (
    <span className="hash">
      <code title={value}>{value.length > length ? `${value.slice(0, length)}…` : value}</code>
      <CopyButton value={value} timeout={2_000}>
        {({ copied: isCopied, copy: copyValue }) => (
          <Tooltip label={isCopied ? copied : copy}>
            <ActionIcon size="sm" aria-label={`${isCopied ? copied : copy}: ${label}`} onClick={copyValue}>
              {isCopied ? <CheckIcon /> : <CopyIcon />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </span>
  )
}
