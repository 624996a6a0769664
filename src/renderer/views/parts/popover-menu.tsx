import { Menu, Popover } from '@blueprintjs/core'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { useFocusReturn } from './focus-return'
import { useEscape } from './use-escape'

interface PopoverMenuProps {
  readonly label: string
  readonly isOpen: boolean
  onOpen(open: boolean): void
  readonly placement?: 'bottom-start' | 'bottom-end'
  readonly className?: string
  readonly disabled?: boolean
  /** MenuItems of Blueprint, and what stands between them. */
  readonly items: ReactNode
  /** The button that it opens from. */
  readonly children: ReactNode
}

/** A menu under a button. As of any menu, its items are walked by arrow keys and by their first letters. */
export function PopoverMenu(props: PopoverMenuProps) {
  const {
    label,
    isOpen,
    onOpen,
    placement = 'bottom-end',
    className,
    disabled = false,
    items,
    children,
  } = props
  useFocusReturn(isOpen, '.bp5-popover')
  useEscape(isOpen, () => onOpen(false))
  return (
    <Popover
      placement={placement}
      disabled={disabled}
      isOpen={isOpen && !disabled}
      onInteraction={onOpen}
      // Its items take the focus, and leave it to a dialog that one of them opens.
      autoFocus={false}
      enforceFocus={false}
      // After its own Escape Blueprint gives the focus back when the menu is gone, whoever has it by then.
      canEscapeKeyClose={false}
      transitionDuration={0}
      content={
        <Items label={label} className={className ?? ''} onLeave={() => onOpen(false)}>
          {items}
        </Items>
      }
    >
      {children}
    </Popover>
  )
}

function Items(props: {
  readonly label: string
  readonly className: string
  onLeave(): void
  readonly children: ReactNode
}) {
  const list = useRef<HTMLUListElement>(null)
  const all = () => [
    ...(list.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not([aria-disabled="true"])') ?? []),
  ]
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it has opened
  useEffect(() => {
    all()[0]?.focus({ preventScroll: true })
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Tab') props.onLeave()
    const found = steppedTo(all(), event.key)
    if (!found) return
    event.preventDefault()
    found.focus()
  }
  return (
    <Menu ulRef={list} aria-label={props.label} className={props.className} onKeyDown={onKeyDown}>
      {props.children}
    </Menu>
  )
}

/** The item that a key leads to from the one that has the focus; undefined where the key is no menu's. */
function steppedTo(items: readonly HTMLElement[], key: string): HTMLElement | undefined {
  const count = items.length
  const at = items.indexOf(document.activeElement as HTMLElement)
  if (key === 'ArrowDown') return items[(at + 1) % count]
  if (key === 'ArrowUp') return items[(at + count - 1) % count]
  if (key === 'Home') return items[0]
  if (key === 'End') return items[count - 1]
  if (key.length !== 1 || key === ' ') return undefined
  const order = items.map((_, i) => items[(at + 1 + i) % count])
  return order.find((item) => item?.textContent?.toLowerCase().startsWith(key.toLowerCase()))
}
