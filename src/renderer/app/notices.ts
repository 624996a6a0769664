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

/** As long as reading it takes, with time to look there. */
const MS_PER_LETTER = 90

/** A short notice that goes away by itself, with an action to take if there is one. */
export function notify(message: string, action?: { readonly text: string; onClick(): void }): void {
  void toasterOf().then((shown) =>
    shown.show({
      message,
      timeout: action ? 10_000 : Math.max(4_000, message.length * MS_PER_LETTER),
      ...(action ? { action } : {}),
    }),
  )
}

/** Something that was asked for did not work; stays until it is closed. */
export function notifyProblem(problem: unknown): void {
  void toasterOf().then((shown) => shown.show({ message: messageOf(problem), intent: 'danger', timeout: 0 }))
}
