import { Button } from '@blueprintjs/core'
import { Cross } from '@blueprintjs/icons'
import type { ReactNode } from 'react'

interface DetailPaneProps {
  readonly label: string
  readonly title: string
  readonly children: ReactNode
  onClose(): void
}

/** What is known of the selected row, beside the table. */
export function DetailPane({ label, title, children, onClose }: DetailPaneProps) {
  return (
    <aside className="detail boxed" aria-label={label}>
      <header className="detail-head">
        <h2 className="wrap">{title}</h2>
        <Button minimal small icon={<Cross />} aria-label="Close the details" onClick={onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so keys must reach it */}
      <section className="detail-body" tabIndex={0} aria-label={title}>
        {children}
      </section>
    </aside>
  )
}

/** A line of facts: a name and what it is. */
export function Fact({
  name,
  hint,
  children,
}: {
  readonly name: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  return (
    <div className="fact">
      <dt title={hint}>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
