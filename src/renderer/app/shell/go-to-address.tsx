import { DialogBody } from '@blueprintjs/core'
import { useState } from 'react'
import { AddressInput } from '../../views/parts/address-input'
import { Dialog } from '../../views/parts/dialog'
import { useCommand } from '../commands'
import { navigate } from '../hash-location'
import { useCaseId } from '../open-case'
import { suspectPath } from '../places'

/** Ctrl+G: from anywhere in a case to an address. */
export function GoToAddress() {
  const [open, setOpen] = useState(false)
  const caseId = useCaseId()
  useCommand('go-to-address', () => setOpen(true))
  return (
    <Dialog isOpen={open} onClose={() => setOpen(false)} title="Go to an address">
      <DialogBody>
        <AddressInput
          initial=""
          autoFocus
          onAddress={(address) => {
            setOpen(false)
            navigate(suspectPath(caseId, address))
          }}
        />
      </DialogBody>
    </Dialog>
  )
}
