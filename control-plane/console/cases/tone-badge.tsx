import type { ReactNode } from 'react'
import type { Tone } from '../page/tone.ts'

export function ToneBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      <span className="dot" />
      {children}
    </span>
  )
}
