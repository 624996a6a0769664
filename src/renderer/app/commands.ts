import { useEffect, useRef } from 'react'
import type { MenuCommand } from '../../shared/ipc/channels'

type Handler = () => void

const handlers = new Map<MenuCommand, Handler[]>()

/** Carries a command out, by the handler that was put up last; false when nobody handles it now. */
export function runCommand(command: MenuCommand): boolean {
  const handler = handlers.get(command)?.at(-1)
  handler?.()
  return handler !== undefined
}

/** Whether somebody on screen handles the command now. */
export function isHandled(command: MenuCommand): boolean {
  return (handlers.get(command)?.length ?? 0) > 0
}

/** Handles a command of menu and keyboard while the component is on screen. */
export function useCommand(command: MenuCommand, handler: Handler): void {
  const latest = useRef(handler)
  latest.current = handler
  useEffect(() => {
    const entry: Handler = () => latest.current()
    handlers.set(command, [...(handlers.get(command) ?? []), entry])
    return () => {
      handlers.set(
        command,
        (handlers.get(command) ?? []).filter((other) => other !== entry),
      )
    }
  }, [command])
}
