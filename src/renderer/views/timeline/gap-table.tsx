import { useMemo } from 'react'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { useCaseZone } from '../../app/open-case'
import type { CoverageGap, GapKind, Silences, UnloggedGaps } from '../../investigation/coverage-gaps'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Panel } from '../parts/panel'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

const KINDS: Readonly<Record<GapKind, string>> = {
  silence: 'No flow under way',
  'missing-file': 'Missing file',
  NODATA: 'NODATA: no traffic at the interface',
  SKIPDATA: 'SKIPDATA: AWS left records out',
}

interface GapTableProps {
  readonly gaps: readonly CoverageGap[]
  readonly unlogged: UnloggedGaps
  readonly silences: Silences | undefined
  readonly selected: CoverageGap | null
  onSelect(gap: CoverageGap): void
}

/** Every time for which the flow logs have no record, or may have none. */
export function GapTable({ gaps, unlogged, silences, selected, onSelect }: GapTableProps) {
  const zone = useCaseZone()
  const columns = useMemo(() => columnsOf(zone), [zone])
  return (
    <Panel
      flush
      className="gaps"
      title="Gaps in the flow logs"
      note={
        <>
          {silences
            ? `silences of at least ${formatDuration(silences.least)}, missing files, NODATA and SKIPDATA; a click shows the time`
            : 'looking for silences…'}
          {unlogged.unlisted > 0 &&
            ` · ${formatCounted(unlogged.unlisted, 'NODATA or SKIPDATA line')} beyond what is kept of a file`}
        </>
      }
    >
      <DataTable
        label="Gaps in the flow logs"
        columns={columns}
        rows={gaps}
        sort={{ id: 'from', descending: false }}
        selected={selected}
        onSelect={onSelect}
        empty={
          silences
            ? 'None: at every moment a flow is under way, and no file is missing.'
            : 'Looking for gaps…'
        }
      />
    </Panel>
  )
}

function columnsOf(zone: string): readonly DataColumn<CoverageGap>[] {
  const time = `${timeWidth(zone)}px`
  return [
    {
      id: 'from',
      title: timeTitle('From', zone),
      track: time,
      value: ({ from }) => from,
      cell: ({ from }) => <ColumnTime at={from} />,
    },
    {
      id: 'to',
      title: timeTitle('To', zone),
      track: time,
      value: ({ to }) => to,
      cell: ({ to }) => <ColumnTime at={to} />,
    },
    {
      id: 'length',
      title: 'Length',
      track: '110px',
      end: true,
      value: ({ from, to }) => to - from,
      cell: ({ from, to }) => <span className="num">{formatDuration(to - from)}</span>,
    },
    {
      id: 'kind',
      title: 'Kind',
      track: '250px',
      value: ({ kind }) => KINDS[kind],
      cell: ({ kind }) => KINDS[kind],
    },
    {
      id: 'of',
      title: 'Interface or flow log',
      track: 'minmax(190px, 1fr)',
      value: ({ of }) => of,
      cell: ({ kind, of }) => (
        <span className="ellipsis" title={of ?? undefined}>
          {of ?? <span className="muted">{kind === 'silence' ? 'all interfaces' : 'not told'}</span>}
        </span>
      ),
    },
    {
      id: 'count',
      title: 'Lines, files',
      track: '92px',
      end: true,
      hint: 'NODATA or SKIPDATA lines, or files that are missing',
      value: ({ kind, count }) => (kind === 'silence' ? 0 : count),
      cell: ({ kind, count }) =>
        kind === 'silence' ? (
          <span className="muted">–</span>
        ) : (
          <span className="num">{formatCount(count)}</span>
        ),
    },
  ]
}
