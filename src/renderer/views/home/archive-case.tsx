import { Button, DialogBody, DialogFooter, Radio, RadioGroup } from '@blueprintjs/core'
import { useState } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import { formatCounted } from '../../../shared/format/number'
import { archiveCase } from '../../app/archives'
import { notifyProblem } from '../../app/notices'
import { Dialog } from '../parts/dialog'

/** Asks what becomes of a case once it lies in a file, then writes the file. */
export function ArchiveCase({ record, onClose }: { readonly record: CaseRecord; onClose(): void }) {
  const [after, setAfter] = useState<'keep' | 'remove'>('keep')
  const write = () => {
    onClose()
    archiveCase(record, after === 'remove').catch(notifyProblem)
  }
  return (
    <Dialog isOpen title={`Archive the case “${record.title}”`} onClose={onClose}>
      <DialogBody>
        <p>
          One file takes all that Flowcase keeps of the case: {formatCounted(record.flows, 'flow')}, hashes,
          suspects, marks, lists, notes, filters, decisions and the audit log. It opens on any computer with
          Flowcase, without the evidence. The evidence itself is not in it.
        </p>
        <RadioGroup
          className="after-text"
          label="When the file is written and checked"
          selectedValue={after}
          onChange={(event) => setAfter(event.currentTarget.value === 'remove' ? 'remove' : 'keep')}
        >
          <Radio value="keep" label="Keep the case in the list" />
          <Radio value="remove" label="Remove the case from this computer; opening the file brings it back" />
        </RadioGroup>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button intent="primary" onClick={write}>
              Choose the file…
            </Button>
          </>
        }
      />
    </Dialog>
  )
}
