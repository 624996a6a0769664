import { Button } from '@blueprintjs/core'
import { Cross } from '@blueprintjs/icons'
import { type KeyboardEvent, type ReactNode, useRef } from 'react'

interface DetailPaneProps {
  readonly label: string
  readonly title: string
  readonly children: ReactNode
  onClose(): void
}

/** What is known of the selected row, beside the table. */
export function DetailPane({ label, title, children, onClose }: DetailPaneProps) {
  const pane = useRef<HTMLElement>(null)
  const close = () => {
    // The keys go on in the table that the row is of.
    pane.current
      ?.closest('.split')
      ?.querySelector<HTMLElement>('.grid-scroll')
      ?.focus({ preventScroll: true })
    onClose()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    event.stopPropagation()
    close()
  }
  return (
    <aside ref={pane} className="detail boxed" aria-label={label} onKeyDown={onKeyDown}>
      <header className="detail-head">
        <h2 className="wrap">{title}</h2>
        <Button
          minimal
          small
          icon={<Cross />}
          aria-label="Close the details"
          title="Close (Esc)"
          onClick={close}
        />
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
