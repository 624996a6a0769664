import type { ReactNode } from 'react'
import { useId } from 'react'
import { HEAD_HEIGHT, ROW_HEIGHT } from './row-grid'

interface PanelProps {
  readonly title: ReactNode
  /** A quiet line beside the title. */
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly className?: string
  /** In pixels; default: as the content needs. */
  readonly height?: number
  /** The content goes to the edges, as tables do. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** Height of a panel that shows so many rows of a table, and its scroll bar. */
export function tableHeight(rows: number): number {
  return 36 + HEAD_HEIGHT + rows * ROW_HEIGHT + 14
}

/** A titled box of a view. */
export function Panel({ title, note, actions, className, height, flush, children }: PanelProps) {
  const id = useId()
  return (
    <section
      className={`panel ${className ?? ''}`}
      aria-labelledby={id}
      style={height === undefined ? undefined : { height }}
    >
      <header className="panel-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="panel-note">{note}</span>}
        <span className="grow" />
        {actions}
      </header>
      <div className={flush ? 'panel-body flush' : 'panel-body'}>{children}</div>
    </section>
  )
}

interface StatProps {
  readonly label: string
  readonly children: ReactNode
  readonly note?: ReactNode
  /** A second quiet line, such as the same time on another clock. */
  readonly beside?: ReactNode
  readonly tone?: 'good' | 'warn' | 'bad'
}

/** One figure with its name, large enough to be read first. */
export function Stat({ label, children, note, beside, tone }: StatProps) {
  return (
    <div className={`stat${tone ? ` tone-${tone}` : ''}`}>
      <dt>{label}</dt>
      <dd>
        <span className="stat-value">{children}</span>
        {note !== undefined && <span className="stat-note">{note}</span>}
        {beside !== undefined && <span className="stat-note">{beside}</span>}
      </dd>
    </div>
  )
}

export function Stats({ children }: { readonly children: ReactNode }) {
  return <dl className="stats">{children}</dl>
}
