import { Button, DialogBody, DialogFooter, ProgressBar } from '@blueprintjs/core'
import { Dialog } from '../views/parts/dialog'
import { cancelArchive, useArchives } from './archives'
import { notifyProblem } from './notices'

/** How far the archive is that is being written or opened; nothing else can be done meanwhile. */
export function ArchiveProgress() {
  const work = useArchives((state) => state.work)
  if (!work) return null
  const { kind, path, done, total, cancelling } = work
  const title = kind === 'writing' ? 'Archiving the case' : 'Opening the archive'
  return (
    <Dialog
      isOpen
      title={title}
      isCloseButtonShown={false}
      canEscapeKeyClose={false}
      canOutsideClickClose={false}
    >
      <DialogBody>
        <p className="mono wrap">{path}</p>
        <ProgressBar
          className="after-text"
          {...(total ? { value: done / total } : {})}
          intent="primary"
          animate={false}
          stripes={false}
          aria-label={
            kind === 'writing' ? 'Part of the case that is written' : 'Part of the archive that is read'
          }
        />
        <p className="muted after-text" role="status">
          {statusOf(work)}
        </p>
      </DialogBody>
      <DialogFooter
        actions={
          <Button disabled={cancelling} onClick={() => void cancelArchive().catch(notifyProblem)}>
            Cancel
          </Button>
        }
      />
    </Dialog>
  )
}

function statusOf({
  kind,
  done,
  total,
  cancelling,
}: NonNullable<ReturnType<typeof useArchives.getState>['work']>) {
  if (cancelling) return 'Stopping…'
  if (total === null) return kind === 'writing' ? 'Reading the case…' : 'Checking that the archive is whole…'
  if (done >= total) return kind === 'writing' ? 'Checking what was written…' : 'Storing the last of it…'
  return `${Math.floor((done / total) * 100)} %`
}
