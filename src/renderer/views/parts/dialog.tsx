import { type DialogProps, Dialog as PlainDialog } from '@blueprintjs/core'
import { useFocusReturn } from './focus-return'

/** A dialog that gives the focus back where it was. */
export function Dialog(props: DialogProps) {
  useFocusReturn(props.isOpen, '.bp5-overlay:has(.bp5-dialog)')
  return <PlainDialog {...props} shouldReturnFocusOnClose={false} />
}
