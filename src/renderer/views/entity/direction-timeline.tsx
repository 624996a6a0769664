import { SegmentedControl } from '@blueprintjs/core'
import { useMemo } from 'react'
import type { Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { Measure } from '../../../shared/query/query'
import { useDerived } from '../../app/answers'
import { navigate } from '../../app/hash-location'
import { useCaseId } from '../../app/open-case'
import { flowsPath, usePlaceQuery } from '../../app/places'
import { quantityOf } from '../../investigation/quantity'
import type { Window } from '../../investigation/types'
import { Panel } from '../parts/panel'
import { Waiting } from '../parts/problem'
import { useDrawingHeight } from '../parts/room'
import { bucketSeconds, type Series } from '../timeline/buckets'
import { Timeline } from '../timeline/timeline'

interface Direction {
  readonly label: string
  readonly where: Filter
}

/** Colours of the two directions. */
const COLORS = ['--series-1', '--series-2'] as const

/** Bytes or records over time, stacked by direction; a span that is chosen leads to its flows. */
export function DirectionTimeline(props: {
  readonly about: string
  readonly source: FlowSource
  readonly filter: Filter
  readonly window: Window
  readonly directions: readonly [Direction, Direction]
}) {
  const { about, source, filter, window, directions } = props
  const caseId = useCaseId()
  const [params, change] = usePlaceQuery()
  const measure = params.get('measure') === 'records' ? 'records' : 'bytes'
  const seconds = bucketSeconds((window.lastStart ?? 0) - (window.firstStart ?? 0))
  const { data } = useDerived(
    ['directions', source, filter, directions.map(({ where }) => where), measure, seconds],
    (ask) =>
      ask({
        source,
        filter,
        groupBy: [{ by: 'time', bucketSeconds: seconds }],
        measures: directions.map(
          ({ where }, i): Measure =>
            measure === 'bytes'
              ? { as: String(i), op: 'sum', field: 'bytes', where }
              : { as: String(i), op: 'count', where },
        ),
      }),
  )
  const height = useDrawingHeight(140)
  const labels = directions.map(({ label }) => label).join('\n')
  const series = useMemo<readonly Series[]>(
    () =>
      labels.split('\n').map((label, i) => ({
        label,
        color: COLORS[i] ?? COLORS[0],
        values: new Map(
          (data?.rows ?? []).map((row) => [Number(row.keys[0]), Number(quantityOf(row, String(i)))]),
        ),
      })),
    [data, labels],
  )
  return (
    <Panel
      title="Timeline"
      actions={
        <SegmentedControl
          small
          options={[
            { label: 'Bytes', value: 'bytes' },
            { label: source === 'vpc' ? 'Records' : 'Flows', value: 'records' },
          ]}
          value={measure}
          onValueChange={(value) =>
            change({ measure: value === 'records' ? 'records' : '' }, { replace: true })
          }
        />
      }
    >
      {data ? (
        <Timeline
          label={`${measure} of ${about} over time, ${labels.replace('\n', ' and ')}`}
          series={series}
          bucketSeconds={seconds}
          height={height}
          unit={measure === 'bytes' ? 'Bytes' : source === 'vpc' ? 'Records' : 'Flows'}
          format={measure === 'bytes' ? formatBytes : formatCount}
          onRange={(from, to) =>
            navigate(flowsPath(caseId, printFilter(filter), { source, time: { from, to } }))
          }
        />
      ) : (
        <Waiting what="Counting…" />
      )}
    </Panel>
  )
}
