import { Button, ProgressBar } from '@blueprintjs/core'
import { formatBytes } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import { useIsReading } from '../open-case'
import { paceOf } from '../pace'
import { cancelReading, pauseReading, type Reading, useSession } from '../session'

/** How far the reading of the evidence is; the views work meanwhile. */
export function ReadingStatus() {
  const here = useIsReading()
  const reading = useSession((state) => state.reading)
  if (!here || !reading) return null
  const progress = reading.samples.at(-1)?.progress
  const pace = paceOf(reading.samples)
  const { paused, cancelling, importId } = reading
  const share = progress && progress.bytes > 0 ? progress.bytesDone / progress.bytes : 0
  return (
    <section className="reading" aria-label="Reading the evidence">
      <ProgressBar
        value={share}
        intent="primary"
        animate={false}
        stripes={false}
        aria-label="Part of the evidence that is read"
      />
      <div className="row">
        <strong role="status">{stageOf(reading)}</strong>
        {progress && (
          <span className="muted num grow">
            {formatCount(progress.filesDone)} of {formatCount(progress.files)} files ·{' '}
            {formatBytes(progress.bytesDone)} of {formatBytes(progress.bytes)} · {formatCount(progress.flows)}{' '}
            flows
            {!paused &&
              pace.flowsPerSecond > 0 &&
              ` · ${formatCount(Math.round(pace.flowsPerSecond))} flows/s`}
            {!paused && pace.secondsLeft !== null && ` · ${formatDuration(pace.secondsLeft)} left`}
          </span>
        )}
        {!progress && <span className="grow" />}
        <Button small onClick={() => void pauseReading(!paused)} disabled={cancelling || !importId}>
          {paused ? 'Resume' : 'Pause'}
        </Button>
        <Button small onClick={() => void cancelReading()} disabled={cancelling || !importId}>
          Cancel
        </Button>
      </div>
    </section>
  )
}

function stageOf({ cancelling, paused, samples }: Reading): string {
  if (cancelling) return 'Stopping…'
  return paused ? 'Paused' : (samples.at(-1)?.progress.stage ?? 'Looking at the folder')
}
