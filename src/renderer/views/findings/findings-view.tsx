import { Button, ProgressBar } from '@blueprintjs/core'
import { Cog, Refresh } from '@blueprintjs/icons'
import { useMemo, useState } from 'react'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { useIsReading } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import type { DetectorId } from '../../investigation/detectors/detector-id'
import { DETECTORS } from '../../investigation/detectors/detectors'
import type { DetectionRun } from '../../investigation/detectors/run-detectors'
import { Problem, Waiting } from '../parts/problem'
import { Select } from '../parts/select'
import { FindingDetail } from './finding-detail'
import { FindingsTable } from './findings-table'
import { setThresholds, useReview } from './review'
import { ThresholdsDialog } from './thresholds-dialog'
import { type RunProgress, useDetections } from './use-detections'

type Show = 'all' | 'open' | 'accepted' | 'rejected'

const SHOWN: readonly { readonly value: Show; readonly text: string }[] = [
  { value: 'all', text: 'All findings' },
  { value: 'open', text: 'Not decided' },
  { value: 'accepted', text: 'Accepted' },
  { value: 'rejected', text: 'Rejected' },
]

/** What the detectors find in all flows of the case, for the examiner to decide on. */
export function FindingsView() {
  const reading = useIsReading()
  const review = useReview()
  const { run, error, progress, cancel, start } = useDetections()
  const [params, change] = usePlaceQuery()
  const [asked, setAsked] = useState<DetectorId | null>(null)
  const show = SHOWN.find(({ value }) => value === params.get('show'))?.value ?? 'all'
  const selected = run?.detections.find(({ key }) => key === params.get('finding')) ?? null
  const shown = useMemo(
    () =>
      (run?.detections ?? []).filter(
        ({ key }) => show === 'all' || (review.decisions[key]?.verdict ?? 'open') === show,
      ),
    [run, review, show],
  )
  const accepted = Object.values(review.decisions).filter(({ verdict }) => verdict === 'accepted').length
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>Findings</h1>
        <Select
          label="Findings shown"
          value={show}
          options={SHOWN}
          onValue={(value) => change({ show: value === 'all' ? '' : value })}
        />
        <span className="muted grow">
          {run &&
            `${formatCounted(run.detections.length, 'finding')}, ${formatCount(accepted)} accepted for the report`}
        </span>
        <Button icon={<Cog />} onClick={() => setAsked(DETECTORS[0]?.id ?? null)}>
          Thresholds…
        </Button>
        <Button icon={<Refresh />} disabled={reading || progress !== null} onClick={start}>
          Run again
        </Button>
      </div>
      {progress && <Running progress={progress} onCancel={cancel} />}
      {error ? (
        <Problem title="The detectors could not look at the flows" problem={error} />
      ) : !run ? (
        reading ? (
          <div className="waiting">The detectors run when the evidence has been read.</div>
        ) : progress ? (
          <Waiting what="Looking at the flows…" />
        ) : (
          <div className="waiting">The run was cancelled. Choose “Run again” to start anew.</div>
        )
      ) : (
        <>
          <Remarks run={run} />
          <div className="split">
            <div className="split-main boxed">
              <FindingsTable
                detections={shown}
                review={review}
                selected={selected}
                empty={emptyText(run, show)}
                onSelect={(detection) => change({ finding: detection.key }, { replace: true })}
              />
            </div>
            {selected && run.scope && (
              <FindingDetail
                detection={selected}
                source={run.scope.source}
                review={review}
                onThresholds={() => setAsked(selected.detector)}
                onClose={() => change({ finding: null }, { replace: true })}
              />
            )}
          </div>
        </>
      )}
      {asked && (
        <ThresholdsDialog
          first={asked}
          values={review.thresholds}
          onSet={setThresholds}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  )
}

function Running({ progress, onCancel }: { readonly progress: RunProgress; onCancel(): void }) {
  return (
    <div className="row detectors-running" role="status">
      <span>
        {progress.title || 'Beginning'} ({progress.done + 1} of {progress.of})
      </span>
      <ProgressBar
        value={progress.done / progress.of}
        animate={false}
        stripes={false}
        className="grow"
        aria-label="Part of the rules that have run"
      />
      <Button small onClick={onCancel}>
        Cancel
      </Button>
    </div>
  )
}

/** What was not looked at. */
function Remarks({ run: { remarks } }: { readonly run: DetectionRun }) {
  if (remarks.length === 0) return null
  return (
    <ul className="detector-remarks" aria-label="What was not looked at">
      {remarks.map(({ detector, what }) => (
        <li key={`${detector} ${what}`}>
          <strong>{DETECTORS.find(({ id }) => id === detector)?.title}:</strong> {what}
        </li>
      ))}
    </ul>
  )
}

function emptyText({ scope, detections }: DetectionRun, show: Show): string {
  if (!scope)
    return 'The case has no flows yet. Put flow logs into its folder and read new files in Evidence.'
  if (detections.length > 0 && show !== 'all')
    return 'No finding is in this state. Show all findings to see the others.'
  return 'No rule found anything with these thresholds. That is no proof of innocence: the rules see flows, not content.'
}
