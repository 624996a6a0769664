import { Button, ProgressBar } from '@blueprintjs/core'
import { formatCount } from '../../../shared/format/number'
import { cancelExport, type RunningExport, useExports } from '../exports'
import { notifyProblem } from '../notices'

/** How far the exports of flows are; the views work meanwhile. */
export function ExportStatus() {
  const running = useExports((state) => state.running)
  return running.map((one) => <Status key={one.exportId} {...one} />)
}

function Status({ exportId, path, flows, total, cancelling }: RunningExport) {
  return (
    <section className="reading" aria-label="Exporting flows">
      <ProgressBar
        value={total ? flows / total : 0}
        intent="primary"
        animate={false}
        stripes={false}
        aria-label="Part of the flows that is written"
      />
      <div className="row">
        <strong role="status">{cancelling ? 'Stopping…' : 'Exporting flows'}</strong>
        <span className="muted num grow export-progress" title={path}>
          {total !== null && `${formatCount(flows)} of ${formatCount(total)} · `}
          {path}
        </span>
        <Button
          small
          disabled={cancelling}
          aria-label="Cancel the export"
          onClick={() => void cancelExport(exportId).catch(notifyProblem)}
        >
          Cancel
        </Button>
      </div>
    </section>
  )
}
