// biome-ignore-all lint/a11y/useSemanticElements: a <select> can't be typed in
// biome-ignore-all lint/a11y/useKeyWithClickEvents: keys are handled by the input
// biome-ignore-all lint/a11y/useFocusableInteractive: the input keeps the focus

import { InputGroup } from '@blueprintjs/core'
import { Search } from '@blueprintjs/icons'
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { Dialog } from '../../views/parts/dialog'
import { isHandled, runCommand, useCommand } from '../commands'
import { navigate } from '../hash-location'
import { useSession } from '../session'
import { Keys } from '../shortcuts-dialog'
import { offeredCommands, type PaletteItem, paletteItems } from './palette-items'

/** Addresses of the case that are offered for the beginning of one. */
const ADDRESSES = 6

/** Ctrl+K: every command, view, case, address and filter by a few letters of it. */
export function CommandPalette() {
  const [open, setOpen] = useState(false)
  const chosen = useRef<PaletteItem | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  useCommand('open-palette', () => {
    chosen.current = null
    setOpen(true)
  })
  const close = () => {
    setOpen(false)
    // The field is on screen for a moment yet, and would take the next key for text.
    field.current?.blur()
  }
  // What is chosen may take the focus: it is done when the palette has given that back.
  const onClosed = () => {
    const does = chosen.current?.does
    if (!does) return
    if ('command' in does) runCommand(does.command)
    else navigate(does.goTo)
  }
  return (
    <Dialog
      isOpen={open}
      onClose={close}
      onClosed={onClosed}
      transitionDuration={0}
      className="palette"
      aria-labelledby={`${id}-title`}
    >
      <h2 id={`${id}-title`} className="visually-hidden">
        Command palette
      </h2>
      <Palette
        field={field}
        onChoose={(item) => {
          chosen.current = item
          close()
        }}
      />
    </Dialog>
  )
}

function Palette({
  field,
  onChoose,
}: {
  readonly field: RefObject<HTMLInputElement>
  onChoose(item: PaletteItem): void
}) {
  const { engine, cases, open } = useSession()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const [commands] = useState(() => offeredCommands(isHandled))
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const beginning = typed.trim()
  const { data: addresses = [] } = useQuery({
    queryKey: [open?.record.id, open?.contents.revision, 'palette', beginning],
    queryFn: () => engine.suggestAddresses(beginning, ADDRESSES),
    enabled: open !== null && /^[0-9a-f]*[.:0-9][0-9a-f.:]*$/i.test(beginning),
  })
  const items = paletteItems(typed, {
    commands,
    cases: [...(cases ?? [])].sort((a, b) => b.openedAt - a.openedAt),
    openCase: open?.record ?? null,
    addresses,
  })
  const at = Math.min(active, items.length - 1)
  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at])

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    const step = steps[event.key]
    if (step !== undefined && items.length > 0) {
      event.preventDefault()
      const wanted = at + step
      const turned = Math.abs(step) === 1 ? (wanted + items.length) % items.length : wanted
      setActive(Math.min(items.length - 1, Math.max(0, turned)))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      const item = items[at]
      if (item) onChoose(item)
    }
  }

  return (
    <>
      <InputGroup
        large
        autoFocus
        inputRef={field}
        leftIcon={<Search />}
        value={typed}
        placeholder={
          open ? 'A command, view, case, address, port or filter' : 'A command, or the name of a case'
        }
        spellCheck={false}
        autoComplete="off"
        role="combobox"
        aria-label="What to do or where to go"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={list}
        id={`${id}-list`}
        role="listbox"
        aria-label="What answers to it"
        className="palette-list"
      >
        {items.map((item, i) => (
          <div
            key={item.id}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            onMouseMove={() => setActive(i)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(item)}
          >
            <span className="palette-title">{item.title}</span>
            <span className="muted">{item.kind}</span>
            <span className="grow" />
            {item.keys && <Keys press={item.keys} />}
          </div>
        ))}
      </div>
      {items.length === 0 && (
        <p className="palette-nothing" role="status">
          Nothing answers to “{beginning}”. Fewer letters find more.
        </p>
      )}
    </>
  )
}
