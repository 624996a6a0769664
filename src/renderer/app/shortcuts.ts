import { useEffect } from 'react'
import { COMMANDS, type KeyPress } from '../../shared/commands/commands'
import { runCommand } from './commands'

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable="true"]')
}

function matches(press: KeyPress, event: KeyboardEvent): boolean {
  const plain = !press.ctrl && !press.alt && press.key.length === 1
  // In a field, undo and redo are of what is typed there.
  const field = plain || (!!press.ctrl && press.key === 'z')
  if (field && isTyping(event.target)) return false
  return (
    event.key.toLowerCase() === press.key.toLowerCase() &&
    (event.ctrlKey || event.metaKey) === !!press.ctrl &&
    event.altKey === !!press.alt &&
    // '?' is typed with shift on most keyboards, and not on all.
    (plain || event.shiftKey === !!press.shift)
  )
}

/** Runs the command of a shortcut. A key that the page takes does not reach the application menu as well. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const command = COMMANDS.find(({ keys }) => keys.some((press) => matches(press, event)))
      if (command && runCommand(command.id)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
