import { SegmentedControl } from '@blueprintjs/core'
import { useMemo } from 'react'
import { ANY, type Filter } from '../../../shared/filter/ast'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { Measure } from '../../../shared/query/query'
import { useAnswer } from '../../app/answers'
import { navigate } from '../../app/hash-location'
import { useOpenCase } from '../../app/open-case'
import { flowsPath, usePlaceQuery } from '../../app/places'
import { quantityOf } from '../../investigation/quantity'
import { Panel } from '../parts/panel'
import { Waiting } from '../parts/problem'
import { bucketSeconds, type Series } from '../timeline/buckets'
import { Timeline } from '../timeline/timeline'

const ACTIONS: readonly {
  readonly as: string
  readonly label: string
  readonly color: string
  readonly where: Filter
}[] = [
  {
    as: 'accepted',
    label: 'Accepted',
    color: '--accepted',
    where: { type: 'text', field: 'action', values: ['ACCEPT'] },
  },
  {
    as: 'rejected',
    label: 'Rejected',
    color: '--rejected',
    where: { type: 'text', field: 'action', values: ['REJECT'] },
  },
  {
    as: 'other',
    label: 'No action logged',
    color: '--series-other',
    where: { type: 'not', filter: { type: 'text', field: 'action', values: ['ACCEPT', 'REJECT'] } },
  },
]

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
    measures: ACTIONS.map(
      ({ as, where }): Measure =>
        measure === 'bytes' ? { as, op: 'sum', field: 'bytes', where } : { as, op: 'count', where },
    ),
  })
  const series = useMemo<readonly Series[]>(() => {
    const rows = data?.rows ?? []
    return ACTIONS.map(({ as, label, color }) => ({
      label,
      color,
      values: new Map(rows.map((row) => [Number(row.keys[0]), Number(quantityOf(row, as))])),
    })).filter(
      ({ label, values }) => label !== 'No action logged' || [...values.values()].some((value) => value > 0),
    )
  }, [data])
  return (
    <Panel
      title="Timeline"
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
          height={180}
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
