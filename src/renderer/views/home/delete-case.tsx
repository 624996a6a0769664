import { Alert } from '@blueprintjs/core'
import { Trash } from '@blueprintjs/icons'
import { useId } from 'react'
import type { CaseRecord } from '../../../shared/case/case'
import { formatCounted } from '../../../shared/format/number'
import { notify, notifyProblem } from '../../app/notices'
import { deleteCase } from '../../app/session'

/** Asks before a case is deleted, and says what goes and what stays. */
export function DeleteCase({ record, onClose }: { readonly record: CaseRecord | null; onClose(): void }) {
  const id = useId()
  const confirm = () => {
    if (!record) return
    deleteCase(record.id)
      .then(() => notify(`The case “${record.title}” was deleted. Its evidence folder was not touched.`))
      .catch(notifyProblem)
    onClose()
  }
  return (
    <Alert
      isOpen={record !== null}
      icon={<Trash size={32} />}
      intent="danger"
      aria-labelledby={id}
      cancelButtonText="Keep the case"
      confirmButtonText="Delete the case"
      canEscapeKeyCancel
      canOutsideClickCancel
      onCancel={onClose}
      onConfirm={confirm}
    >
      {record && (
        <>
          <p id={id}>
            <strong>Delete the case “{record.title}”?</strong>
          </p>
          <p>
            This removes all that Flowcase keeps of it: {formatCounted(record.flows, 'flow')}, hashes,
            suspects, marks with their tags and notes, lists of addresses, filters, decisions on findings, and
            the audit log. It can’t be undone; “Archive…” keeps all of it in a file.
          </p>
          <p>
            The evidence stays as it is, in <span className="mono wrap">{record.folderPath}</span>, and so do
            the reports, exports and archives that you have written.
          </p>
        </>
      )}
    </Alert>
  )
}
