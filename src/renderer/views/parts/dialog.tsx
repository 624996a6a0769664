import { type DialogProps, Dialog as PlainDialog } from '@blueprintjs/core'
import { useFocusReturn } from './focus-return'

const CONTROLS = ':is(a[href], button, input, select, textarea):not(:disabled)'

/** A dialog that takes the focus, and gives it back where it was. */
export function Dialog(props: DialogProps) {
  useFocusReturn(props.isOpen, '.bp5-overlay:has(.bp5-dialog)')
  return (
    <PlainDialog
      {...props}
      shouldReturnFocusOnClose={false}
      onOpening={(dialog) => {
        props.onOpening?.(dialog)
        takeFocus(dialog, `.bp5-dialog-body ${CONTROLS}`)
      }}
      onOpened={(dialog) => {
        props.onOpened?.(dialog)
        takeFocus(dialog, CONTROLS)
      }}
    />
  )
}

/** Blueprint looks for what may have the focus in the next frame alone, and a busy page may not have it by then. */
function takeFocus(dialog: HTMLElement, among: string): void {
  if (!dialog.contains(document.activeElement)) {
    dialog.querySelector<HTMLElement>(among)?.focus({ preventScroll: true })
  }
}
