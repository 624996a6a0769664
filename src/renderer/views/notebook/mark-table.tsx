import { useMemo } from 'react'
import { KIND_TITLES, subjectText } from '../../../shared/case/subject-text'
import type { TimedMark } from '../../../shared/case/timed-mark'
import { formatCount } from '../../../shared/format/number'
import { useCaseId, useCaseZone } from '../../app/open-case'
import { subjectPath } from '../../casework/places'
import { MarkTags } from '../../casework/tags'
import { type DataColumn, DataTable } from '../parts/data-table'
import { RowLink } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

interface MarkTableProps {
  /** In the order of time. */
  readonly rows: readonly TimedMark[]
  readonly selected: TimedMark | null
  onSelect(row: TimedMark): void
}

export function MarkTable({ rows, selected, onSelect }: MarkTableProps) {
  const caseId = useCaseId()
  const zone = useCaseZone()
  const columns = useMemo((): readonly DataColumn<TimedMark>[] => {
    const time = `${timeWidth(zone)}px`
    return [
      {
        id: 'from',
        title: timeTitle('From', zone),
        track: time,
        value: ({ time: { from } }) => from,
        cell: ({ time: { from } }) => <ColumnTime at={from} />,
      },
      {
        id: 'to',
        title: timeTitle('To', zone),
        track: time,
        value: ({ time: { to } }) => to,
        cell: ({ time: { to } }) => <ColumnTime at={to} />,
      },
      {
        id: 'kind',
        title: 'Kind',
        track: '86px',
        value: ({ mark }) => KIND_TITLES[mark.subject.kind],
        cell: ({ mark }) => KIND_TITLES[mark.subject.kind],
      },
      {
        id: 'what',
        title: 'What',
        track: 'minmax(310px, 1.2fr)',
        value: ({ mark }) => subjectText(mark.subject),
        cell: ({ mark }) => (
          <RowLink to={subjectPath(caseId, mark.subject)} title={subjectText(mark.subject)}>
            {subjectText(mark.subject)}
          </RowLink>
        ),
      },
      {
        id: 'records',
        title: 'Records',
        track: '82px',
        end: true,
        hint: 'Flow log records, or flows of captures',
        value: ({ time: { records } }) => records,
        cell: ({ time: { records } }) => (records === null ? '' : formatCount(records)),
      },
      {
        id: 'tags',
        title: 'Tags',
        track: 'minmax(110px, 0.7fr)',
        value: ({ mark }) => mark.tags.join(' '),
        cell: ({ mark }) => <MarkTags mark={mark} />,
      },
      {
        id: 'note',
        title: 'Note',
        track: 'minmax(140px, 1.3fr)',
        cell: ({ mark }) => <span title={mark.note}>{mark.note.replace(/\s+/g, ' ')}</span>,
      },
    ]
  }, [caseId, zone])
  return (
    <DataTable
      label="Case timeline"
      columns={columns}
      rows={rows}
      selected={selected}
      onSelect={onSelect}
      empty="No mark fits. Take away the tag or the search."
    />
  )
}
