// biome-ignore-all lint/a11y/useSemanticElements: a <select> can't be typed in
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the input
// biome-ignore-all lint/a11y/useFocusableInteractive: the input keeps the focus
import { useEffect, useRef } from 'react'
import type { Completion } from '../../../shared/filter/complete'

interface SuggestionListProps {
  readonly id: string
  readonly label: string
  readonly items: readonly Completion[]
  /** What has to be known about them; '' for nothing. */
  readonly note: string
  /** Index of the highlighted one; -1 for none. */
  readonly active: number
  onTake(item: Completion): void
}

/** What an input offers below itself; the input keeps the focus and names the highlighted one. */
export function SuggestionList({ id, label, items, note, active, onTake }: SuggestionListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])
  return (
    <div className="suggestions filter-suggestions">
      <div ref={list} id={id} role="listbox" aria-label={label}>
        {items.map((item, i) => (
          <div
            key={`${item.text} ${item.note}`}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(item)}
          >
            <span className="mono">{item.text}</span>
            <span className="muted">{item.note}</span>
          </div>
        ))}
      </div>
      {note && <p className="muted">{note}</p>}
    </div>
  )
}
