import { SegmentedControl } from '@blueprintjs/core'
import { useMemo } from 'react'
import { Link } from 'wouter'
import { ANY } from '../../../shared/filter/ast'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { useAnswer } from '../../app/answers'
import { navigate } from '../../app/hash-location'
import { useOpenCase } from '../../app/open-case'
import { casePath, flowsPath, usePlaceQuery } from '../../app/places'
import { Panel } from '../parts/panel'
import { Waiting } from '../parts/problem'
import { useDrawingHeight } from '../parts/room'
import { bucketSeconds } from '../timeline/buckets'
import { BY_ACTION, measuresOf, seriesOf } from '../timeline/stacks'
import { Timeline } from '../timeline/timeline'

/** Records or bytes of the whole case over time. */
export function CaseTimeline() {
  const { record, contents } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const measure = params.get('measure') === 'bytes' ? 'bytes' : 'records'
  const seconds = bucketSeconds((contents.lastEnd ?? 0) - (contents.firstStart ?? 0))
  const { data } = useAnswer({
    source: 'vpc',
    filter: ANY,
    groupBy: [{ by: 'time', bucketSeconds: seconds }],
    measures: measuresOf(BY_ACTION, measure),
  })
  const height = useDrawingHeight(180)
  const series = useMemo(() => seriesOf(BY_ACTION, data?.rows ?? []), [data])
  return (
    <Panel
      title="Timeline"
      note={
        <Link to={casePath(record.id, 'timeline')} className="quiet-link">
          zoom, services, gaps in the log
        </Link>
      }
      actions={
        <SegmentedControl
          small
          options={[
            { label: 'Records', value: 'records' },
            { label: 'Bytes', value: 'bytes' },
          ]}
          value={measure}
          onValueChange={(value) => change({ measure: value === 'bytes' ? 'bytes' : '' }, { replace: true })}
        />
      }
    >
      {data ? (
        <Timeline
          label={`${measure} of the case over time, accepted and rejected`}
          series={series}
          bucketSeconds={seconds}
          height={height}
          unit={measure === 'bytes' ? 'Bytes' : 'Records'}
          format={measure === 'bytes' ? formatBytes : formatCount}
          onRange={(from, to) => navigate(flowsPath(record.id, 'any', { time: { from, to } }))}
        />
      ) : (
        <Waiting what="Counting…" />
      )}
    </Panel>
  )
}
