import { SegmentedControl } from '@blueprintjs/core'
import { useMemo } from 'react'
import { printFilter } from '../../../shared/filter/print'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { navigate } from '../../app/hash-location'
import { useCaseId } from '../../app/open-case'
import { flowsPath, usePlaceQuery } from '../../app/places'
import type { SourceView } from '../../investigation/types'
import { Panel } from '../parts/panel'
import { useDrawingHeight } from '../parts/room'
import type { Series } from '../timeline/buckets'
import { Timeline } from '../timeline/timeline'
import { portColor } from './port-colors'

/** When the suspect used which service. */
export function ServiceTimeline({ view }: { readonly view: SourceView }) {
  const caseId = useCaseId()
  const [params, change] = usePlaceQuery()
  const measure = params.get('measure') === 'bytes' ? 'bytes' : 'records'
  const series = useMemo<readonly Series[]>(
    () =>
      view.timeline.series.map(({ label, port, buckets }) => ({
        label,
        color: portColor(view.ladder, port),
        values: new Map(buckets.map((bucket) => [bucket.at, Number(bucket[measure])])),
      })),
    [view, measure],
  )
  const height = useDrawingHeight(170)
  const counted = view.source === 'vpc' ? 'Records' : 'Flows'
  return (
    <Panel
      title="Timeline by service"
      actions={
        <SegmentedControl
          small
          options={[
            { label: counted, value: 'records' },
            { label: 'Bytes', value: 'bytes' },
          ]}
          value={measure}
          onValueChange={(value) => change({ measure: value === 'bytes' ? 'bytes' : '' }, { replace: true })}
        />
      }
    >
      <Timeline
        label={`${counted} of the suspect over time, by service`}
        series={series}
        bucketSeconds={view.timeline.bucketSeconds}
        height={height}
        unit={measure === 'bytes' ? 'Bytes' : counted}
        format={measure === 'bytes' ? formatBytes : formatCount}
        onRange={(from, to) =>
          navigate(flowsPath(caseId, printFilter(view.filter), { source: view.source, time: { from, to } }))
        }
      />
    </Panel>
  )
}
