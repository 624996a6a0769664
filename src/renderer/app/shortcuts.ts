import { useEffect } from 'react'
import type { MenuCommand } from '../../shared/ipc/channels'
import { runCommand } from './commands'

export interface Shortcut {
  readonly command: MenuCommand
  /** As KeyboardEvent.key has it. */
  readonly key: string
  readonly ctrl?: boolean
  readonly shift?: boolean
  readonly alt?: boolean
  readonly what: string
  readonly group: 'Everywhere' | 'In a case' | 'Report'
}

/** Every shortcut of the app. The application menu shows the same ones. */
export const SHORTCUTS: readonly Shortcut[] = [
  { command: 'open-folder', key: 'o', ctrl: true, what: 'Open an evidence folder', group: 'Everywhere' },
  { command: 'go-home', key: '0', ctrl: true, what: 'All cases', group: 'Everywhere' },
  { command: 'toggle-theme', key: 'l', ctrl: true, shift: true, what: 'Light or dark', group: 'Everywhere' },
  { command: 'open-settings', key: ',', ctrl: true, what: 'Settings', group: 'Everywhere' },
  { command: 'show-shortcuts', key: 'F1', what: 'Keyboard shortcuts', group: 'Everywhere' },
  { command: 'show-shortcuts', key: '?', what: 'Keyboard shortcuts', group: 'Everywhere' },
  { command: 'go-evidence', key: '1', ctrl: true, what: 'Evidence', group: 'In a case' },
  { command: 'go-overview', key: '2', ctrl: true, what: 'Overview', group: 'In a case' },
  { command: 'go-suspect', key: '3', ctrl: true, what: 'Suspect', group: 'In a case' },
  { command: 'go-flows', key: '4', ctrl: true, what: 'Flows', group: 'In a case' },
  { command: 'go-netflow', key: '5', ctrl: true, what: 'NetFlow', group: 'In a case' },
  { command: 'go-report', key: '6', ctrl: true, what: 'Report', group: 'In a case' },
  { command: 'find', key: 'f', ctrl: true, what: 'Filter or search in this view', group: 'In a case' },
  { command: 'go-to-address', key: 'g', ctrl: true, what: 'Go to an address', group: 'In a case' },
  { command: 'export-pdf', key: 'e', ctrl: true, what: 'Export the report as PDF', group: 'Report' },
  { command: 'export-md', key: 'e', ctrl: true, shift: true, what: 'Export as Markdown', group: 'Report' },
]

export function keysOf(shortcut: Shortcut): readonly string[] {
  return [
    ...(shortcut.ctrl ? ['Ctrl'] : []),
    ...(shortcut.alt ? ['Alt'] : []),
    ...(shortcut.shift ? ['Shift'] : []),
    shortcut.key.length === 1 ? shortcut.key.toUpperCase() : shortcut.key,
  ]
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]')
}

function matches(shortcut: Shortcut, event: KeyboardEvent): boolean {
  const plain = !shortcut.ctrl && shortcut.key.length === 1
  if (plain && isTyping(event.target)) return false
  return (
    event.key.toLowerCase() === shortcut.key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === !!shortcut.ctrl &&
    event.altKey === !!shortcut.alt &&
    // '?' is typed with shift on most keyboards, and not on all.
    (plain || event.shiftKey === !!shortcut.shift)
  )
}

/** Runs the command of a shortcut. A key that the page takes does not reach the application menu as well. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const shortcut = SHORTCUTS.find((one) => matches(one, event))
      if (shortcut && runCommand(shortcut.command)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
