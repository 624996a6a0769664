import { Button, DialogBody, DialogFooter } from '@blueprintjs/core'
import { Trash } from '@blueprintjs/icons'
import type { CaseRecord } from '../../../shared/case/case'
import { formatCounted } from '../../../shared/format/number'
import { notify, notifyProblem } from '../../app/notices'
import { deleteCase } from '../../app/session'
import { Dialog } from '../parts/dialog'

/** Asks before a case is deleted, and says what goes and what stays. */
export function DeleteCase({ record, onClose }: { readonly record: CaseRecord | null; onClose(): void }) {
  const confirm = () => {
    if (!record) return
    deleteCase(record.id)
      .then(() => notify(`The case “${record.title}” was deleted. Its evidence folder was not touched.`))
      .catch(notifyProblem)
    onClose()
  }
  return (
    <Dialog
      isOpen={record !== null}
      role="alertdialog"
      icon={<Trash />}
      title={record ? `Delete the case “${record.title}”?` : ''}
      onClose={onClose}
    >
      {record && (
        <DialogBody>
          <p>
            This removes all that Flowcase keeps of it: {formatCounted(record.flows, 'flow')}, hashes,
            suspects, marks with their tags and notes, lists of addresses, filters, decisions on findings, and
            the audit log. It can’t be undone; “Archive…” keeps all of it in a file.
          </p>
          <p className="after-text">
            The evidence stays as it is, in <span className="mono wrap">{record.folderPath}</span>, and so do
            the reports, exports and archives that you have written.
          </p>
        </DialogBody>
      )}
      <DialogFooter
        actions={
          <>
            <Button autoFocus onClick={onClose}>
              Keep the case
            </Button>
            <Button intent="danger" onClick={confirm}>
              Delete the case
            </Button>
          </>
        }
      />
    </Dialog>
  )
}
