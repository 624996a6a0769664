import { Button, Checkbox, Popover } from '@blueprintjs/core'
import { ArrowDown, ArrowUp, DragHandleVertical, Properties } from '@blueprintjs/icons'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { fieldSpec } from '../../../shared/flow/fields'
import { useCommand } from '../../app/commands'
import { useFocusReturn } from '../parts/focus-return'
import { useEscape } from '../parts/use-escape'
import { withColumnAt, withColumnMoved } from './column-order'

interface ColumnChooserProps {
  readonly present: readonly string[]
  readonly shown: readonly string[]
  onChoose(fields: readonly string[] | null): void
}

/** When the list is there, and no more after that. */
function focusFirst(list: HTMLUListElement | null): void {
  list?.querySelector('input')?.focus({ preventScroll: true })
}

/** Which fields the table shows, and in which order. */
export function ColumnChooser({ present, shown, onChoose }: ColumnChooserProps) {
  const [dragged, setDragged] = useState<string | null>(null)
  const [told, setTold] = useState('')
  const [open, setOpen] = useState(false)
  useCommand('choose-columns', () => setOpen(true))
  useFocusReturn(open, '.bp5-popover')
  useEscape(open, () => setOpen(false))
  const others = present.filter((field) => !shown.includes(field))
  const move = (field: string, by: number) => {
    const next = withColumnMoved(shown, field, by)
    // A row that is put elsewhere in the list loses the focus.
    const focused = document.activeElement
    if (focused instanceof HTMLElement) requestAnimationFrame(() => focused.focus())
    onChoose(next)
    setTold(`${fieldSpec(field).title} is column ${next.indexOf(field) + 1} of ${next.length}`)
  }
  const drop = (target: string) => {
    if (dragged) onChoose(withColumnAt(shown, dragged, shown.indexOf(target)))
    setDragged(null)
  }
  return (
    <Popover
      placement="bottom-end"
      isOpen={open}
      onInteraction={setOpen}
      // As in PopoverMenu.
      autoFocus={false}
      canEscapeKeyClose={false}
      transitionDuration={0}
      content={
        <div className="chooser">
          <fieldset>
            <legend>Columns</legend>
            <ul ref={focusFirst} className="chooser-list">
              {shown.map((field, i) => (
                <li
                  key={field}
                  className={`chooser-row${dragged === field ? ' dragged' : ''}`}
                  draggable
                  onDragStart={(event: DragEvent) => {
                    event.dataTransfer.setData('text/plain', field)
                    event.dataTransfer.effectAllowed = 'move'
                    setDragged(field)
                  }}
                  onDragOver={(event: DragEvent) => {
                    if (dragged) event.preventDefault()
                  }}
                  onDrop={(event: DragEvent) => {
                    event.preventDefault()
                    drop(field)
                  }}
                  onDragEnd={() => setDragged(null)}
                  onKeyDown={(event: KeyboardEvent) => {
                    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
                    event.preventDefault()
                    move(field, event.key === 'ArrowUp' ? -1 : 1)
                  }}
                >
                  <DragHandleVertical size={14} className="muted" />
                  <Field
                    field={field}
                    checked
                    onToggle={() => onChoose(shown.filter((other) => other !== field))}
                  />
                  <Button
                    minimal
                    small
                    icon={<ArrowUp size={12} />}
                    aria-label={`Move ${fieldSpec(field).title} up`}
                    title="Move up (Alt+↑)"
                    disabled={i === 0}
                    onClick={() => move(field, -1)}
                  />
                  <Button
                    minimal
                    small
                    icon={<ArrowDown size={12} />}
                    aria-label={`Move ${fieldSpec(field).title} down`}
                    title="Move down (Alt+↓)"
                    disabled={i === shown.length - 1}
                    onClick={() => move(field, 1)}
                  />
                </li>
              ))}
              {others.map((field) => (
                <li key={field} className="chooser-row">
                  <Field field={field} checked={false} onToggle={() => onChoose([...shown, field])} />
                </li>
              ))}
            </ul>
          </fieldset>
          <p className="visually-hidden" role="status">
            {told}
          </p>
          <div className="row">
            <Button small onClick={() => onChoose(null)}>
              The usual columns
            </Button>
            <Button small onClick={() => onChoose([...shown, ...others])}>
              All
            </Button>
          </div>
        </div>
      }
    >
      <Button icon={<Properties />} title="Choose and order the columns (Ctrl+Shift+C)">
        Columns
      </Button>
    </Popover>
  )
}

function Field({
  field,
  checked,
  onToggle,
}: {
  readonly field: string
  readonly checked: boolean
  onToggle(): void
}) {
  return (
    <Checkbox
      checked={checked}
      onChange={onToggle}
      labelElement={
        <>
          {fieldSpec(field).title} <span className="muted mono">{field}</span>
        </>
      }
    />
  )
}
