import { OverlayToaster, type Toaster } from '@blueprintjs/core'
import { createRoot } from 'react-dom/client'
import { messageOf } from './bridge'

let toaster: Promise<Toaster> | null = null

function toasterOf(): Promise<Toaster> {
  toaster ??= OverlayToaster.createAsync(
    { position: 'bottom' },
    { domRenderer: (shown, container) => createRoot(container).render(shown) },
  )
  return toaster
}

/** A short notice that goes away by itself, with an action to take if there is one. */
export function notify(message: string, action?: { readonly text: string; onClick(): void }): void {
  void toasterOf().then((shown) =>
    shown.show({ message, timeout: action ? 10_000 : 4_000, ...(action ? { action } : {}) }),
  )
}

/** Something that was asked for did not work; stays until it is closed. */
export function notifyProblem(problem: unknown): void {
  void toasterOf().then((shown) => shown.show({ message: messageOf(problem), intent: 'danger', timeout: 0 }))
}
