import type { ReactNode } from 'react'

interface TileProps {
  readonly title: string
  readonly value: string
  /** Beside the figure, when something about it is out of the ordinary. */
  readonly badge?: ReactNode
  readonly children: ReactNode
}

/** One figure with what it is, and a line beneath. */
export function Tile({ title, value, badge, children }: TileProps) {
  return (
    <div className="tile">
      <span className="muted">{title}</span>
      <span className="tile-value numbers">
        {value} {badge}
      </span>
      <span className="tile-foot muted">{children}</span>
    </div>
  )
}
