import { Button, DialogBody, DialogFooter } from '@blueprintjs/core'
import { KIND_TITLES, subjectText } from '../../shared/case/subject-text'
import { Dialog } from '../views/parts/dialog'
import { closeMarkDialog, useCaseworkState } from './casework-state'
import { MarkEditor } from './mark-editor'

/** Star, tags and note of whatever was asked for, from any view. */
export function MarkDialog() {
  const subject = useCaseworkState((state) => state.asking)
  return (
    <Dialog
      isOpen={subject !== null}
      onClose={closeMarkDialog}
      title={subject ? `${KIND_TITLES[subject.kind]} in the notebook` : ''}
      className="mark-dialog"
    >
      {subject && (
        <DialogBody>
          <p className="mark-subject wrap">{subjectText(subject)}</p>
          <MarkEditor subject={subject} autoFocus />
        </DialogBody>
      )}
      <DialogFooter
        actions={
          <Button intent="primary" onClick={closeMarkDialog}>
            Done
          </Button>
        }
      />
    </Dialog>
  )
}
