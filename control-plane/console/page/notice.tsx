import type { ReactNode } from 'react'
import type { Tone } from './tone.ts'

interface NoticeProps {
  readonly tone: Tone
  readonly title?: string
  /** Read out at once, for what cannot wait. */
  readonly isUrgent?: boolean
  readonly children: ReactNode
}

/** Something that a person should know before they go on. */
export function Notice({ tone, title, isUrgent = false, children }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone} role={isUrgent ? 'alert' : undefined}>
      {title !== undefined && <strong>{title}</strong>}
      {children}
    </div>
  )
}
