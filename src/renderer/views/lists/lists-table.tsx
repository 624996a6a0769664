import { Button, Tag } from '@blueprintjs/core'
import { Trash } from '@blueprintjs/icons'
import type { MouseEvent } from 'react'
import type { AddressList } from '../../../shared/case/casework'
import type { MatchedList } from '../../../shared/case/timed-mark'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { notify } from '../../app/notices'
import { editCasework, undo } from '../../casework/casework-state'
import { type DataColumn, DataTable } from '../parts/data-table'
import { CopyButton } from '../parts/hash'

export const KIND_NAMES: Readonly<Record<AddressList['kind'], string>> = {
  ioc: 'Indicators',
  allow: 'Allowed',
}

const COLUMNS: readonly DataColumn<MatchedList>[] = [
  {
    id: 'name',
    title: 'List',
    track: 'minmax(160px, 1fr)',
    value: ({ list }) => list.name,
    cell: ({ list }) => <span title={list.name}>{list.name}</span>,
  },
  {
    id: 'kind',
    title: 'Kind',
    track: '108px',
    value: ({ list }) => list.kind,
    cell: ({ list }) => (
      <Tag minimal intent={list.kind === 'ioc' ? 'danger' : 'success'}>
        {KIND_NAMES[list.kind]}
      </Tag>
    ),
  },
  number('entries', 'Entries', ({ list }) => list.entries.length),
  number('bad', 'Bad lines', ({ list }) => list.badLines),
  number('hits', 'Found', ({ hits }) => hits.entries.length, 'Entries with at least one flow'),
  number('records', 'Records', ({ hits }) => hits.records, 'Each once, though several entries may match it'),
  {
    id: 'bytes',
    title: 'Bytes',
    track: '92px',
    end: true,
    value: ({ hits }) => hits.bytes,
    cell: ({ hits }) => <span title={formatCount(hits.bytes)}>{formatBytes(hits.bytes)}</span>,
  },
  {
    id: 'sha256',
    title: 'SHA-256 of the list',
    track: '170px',
    cell: ({ list }) => (
      <>
        <span className="mono" title={list.sha256}>
          {list.sha256.slice(0, 16)}…
        </span>
        <CopyButton text={list.sha256} what="SHA-256 of the list" />
      </>
    ),
  },
  {
    id: 'remove',
    title: 'Remove',
    track: '86px',
    cell: ({ list }) => (
      <Button
        minimal
        small
        tabIndex={-1}
        icon={<Trash size={12} />}
        aria-label={`Remove the list ${list.name}`}
        title="Remove this list"
        onClick={(event: MouseEvent) => {
          event.stopPropagation()
          remove(list)
        }}
      />
    ),
  },
]

export function ListsTable({
  matched,
  selected,
  onSelect,
}: {
  readonly matched: readonly MatchedList[]
  readonly selected: MatchedList | null
  onSelect(row: MatchedList): void
}) {
  return (
    <DataTable
      label="Lists"
      columns={COLUMNS}
      rows={matched}
      selected={selected}
      onSelect={onSelect}
      empty="No list."
    />
  )
}

function remove(list: AddressList): void {
  const what = `Remove the list “${list.name}”`
  editCasework(() => ({ what, marks: [], lists: [{ before: list, after: null }] }))
  notify(what, { text: 'Undo', onClick: undo })
}

function number(
  id: string,
  title: string,
  value: (row: MatchedList) => number,
  hint?: string,
): DataColumn<MatchedList> {
  const column = { id, title, track: '84px', end: true, value, ...(hint ? { hint } : {}) }
  return { ...column, cell: (row) => formatCount(value(row)) }
}
