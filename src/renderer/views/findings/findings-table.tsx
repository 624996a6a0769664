import { useMemo } from 'react'
import type { FindingReview } from '../../../shared/case/case'
import { useCaseZone } from '../../app/open-case'
import { detectorOf } from '../../investigation/detectors/accepted-findings'
import type { Detection } from '../../investigation/detectors/detection'
import { type DataColumn, DataTable } from '../parts/data-table'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'
import { SeverityTag } from './severity-tag'

const RANK = { high: 0, medium: 1, low: 2, info: 3 } as const

interface FindingsTableProps {
  readonly detections: readonly Detection[]
  readonly review: FindingReview
  readonly selected: Detection | null
  readonly empty: string
  onSelect(detection: Detection): void
}

/** All that the detectors found, most severe first. */
export function FindingsTable({ detections, review, selected, empty, onSelect }: FindingsTableProps) {
  const zone = useCaseZone()
  // The detail beside the table has rule and times, and takes the room that titles need.
  const besideDetail = selected !== null
  const columns = useMemo(() => columnsOf(review, zone, besideDetail), [review, zone, besideDetail])
  return (
    <DataTable
      label="Findings from the data"
      columns={columns}
      rows={detections}
      selected={selected}
      onSelect={onSelect}
      empty={empty}
    />
  )
}

function columnsOf(
  review: FindingReview,
  zone: string,
  besideDetail: boolean,
): readonly DataColumn<Detection>[] {
  const verdict = ({ key }: Detection) => review.decisions[key]?.verdict ?? null
  return [
    {
      id: 'severity',
      title: 'Severity',
      track: '92px',
      value: ({ severity }) => RANK[severity],
      cell: ({ severity }) => <SeverityTag severity={severity} />,
    },
    {
      id: 'verdict',
      title: 'Decision',
      track: '90px',
      value: verdict,
      cell: (detection) => (
        <span className={`verdict-${verdict(detection) ?? 'none'}`}>{verdict(detection) ?? 'open'}</span>
      ),
    },
    {
      id: 'title',
      title: 'Finding',
      track: 'minmax(214px, 1fr)',
      value: ({ title }) => title,
      cell: ({ title }) => <span title={title}>{title}</span>,
    },
    {
      id: 'rule',
      hidden: besideDetail,
      title: 'Rule',
      track: 'minmax(112px, 206px)',
      value: (detection) => detectorOf(detection).title,
      cell: (detection) => <span title={detectorOf(detection).title}>{detectorOf(detection).title}</span>,
    },
    {
      id: 'at',
      hidden: besideDetail,
      title: timeTitle('First', zone),
      track: `${timeWidth(zone)}px`,
      value: ({ at }) => at,
      cell: ({ at }) => <ColumnTime at={Math.round(at)} />,
    },
  ]
}
