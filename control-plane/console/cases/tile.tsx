import type { ReactNode } from 'react'

interface TileProps {
  readonly title: string
  readonly value: string
  readonly children: ReactNode
}

/** One figure with what it is, and a line beneath. */
export function Tile({ title, value, children }: TileProps) {
  return (
    <div className="tile">
      <span className="muted">{title}</span>
      <span className="tile-value numbers">{value}</span>
      <span className="tile-foot muted">{children}</span>
    </div>
  )
}
