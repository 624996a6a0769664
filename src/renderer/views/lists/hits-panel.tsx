import { Checkbox, SegmentedControl, Tag } from '@blueprintjs/core'
import { useMemo, useState } from 'react'
import type { BadListLine, ListEntry } from '../../../shared/case/casework'
import type { EntryHits } from '../../../shared/case/match-list'
import type { MatchedList } from '../../../shared/case/timed-mark'
import { address as addressFilter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { useCaseId, useCaseZone } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { allowedAddresses, allowedEntries } from '../../casework/list-hits'
import { type DataColumn, DataTable } from '../parts/data-table'
import { AddressLink, RowLink } from '../parts/links'
import { Panel } from '../parts/panel'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

interface HitRow extends EntryHits, ListEntry {
  /** Name of an allow list that has all of its addresses, null when none has. */
  readonly allowedBy: string | null
}

/** What the case has of one list, entry by entry, and what of the list could not be read. */
export function HitsPanel({
  selected,
  matched,
  source,
}: {
  readonly selected: MatchedList
  readonly matched: readonly MatchedList[]
  readonly source: FlowSource
}) {
  const { list, hits } = selected
  const [hideAllowed, setHideAllowed] = useState(false)
  const [tab, setTab] = useState('hits')
  const rows = useMemo((): readonly HitRow[] => {
    const allowed =
      list.kind === 'ioc'
        ? allowedEntries({ list, hits }, allowedAddresses(matched))
        : new Map<number, string>()
    return hits.entries.map((hit) => ({
      ...(list.entries[hit.entry] as ListEntry),
      ...hit,
      allowedBy: allowed.get(hit.entry) ?? null,
    }))
  }, [list, hits, matched])
  const shown = hideAllowed ? rows.filter(({ allowedBy }) => allowedBy === null) : rows
  const onAllowList = rows.filter(({ allowedBy }) => allowedBy !== null).length
  return (
    <Panel
      flush
      title={list.name}
      note={
        `${formatCount(hits.entries.length)} of ${formatCounted(list.entries.length, 'entry', 'entries')} found` +
        (list.repeated > 0 ? ` · ${formatCounted(list.repeated, 'line')} repeat another` : '') +
        (list.csv ? ` · addresses from column “${list.csv.columns[list.csv.column]}”` : '')
      }
      className="list-hits"
      actions={
        <>
          {onAllowList > 0 && (
            <Checkbox
              className="list-check"
              checked={hideAllowed}
              label={`Hide ${onAllowList} on an allow list`}
              onChange={(event) => setHideAllowed(event.currentTarget.checked)}
            />
          )}
          {list.badLines > 0 && (
            <SegmentedControl
              small
              options={[
                { label: `Found ${formatCount(hits.entries.length)}`, value: 'hits' },
                { label: `Bad lines ${formatCount(list.badLines)}`, value: 'bad' },
              ]}
              value={tab}
              onValueChange={setTab}
            />
          )}
        </>
      }
    >
      {tab === 'bad' && list.badLines > 0 ? (
        <DataTable
          label="Lines that could not be read"
          columns={BAD_COLUMNS}
          rows={list.bad}
          empty=""
          footer={
            list.badLines > list.bad.length
              ? ['', `The first ${list.bad.length} of ${formatCount(list.badLines)} bad lines`, '']
              : ['', '', '']
          }
        />
      ) : (
        <Hits rows={shown} source={source} />
      )}
    </Panel>
  )
}

function Hits({ rows, source }: { readonly rows: readonly HitRow[]; readonly source: FlowSource }) {
  const caseId = useCaseId()
  const zone = useCaseZone()
  const columns = useMemo((): readonly DataColumn<HitRow>[] => {
    const time = `${timeWidth(zone, source === 'netflow')}px`
    return [
      {
        id: 'network',
        title: 'Entry',
        track: 'minmax(150px, 1fr)',
        value: ({ network }) => network,
        cell: ({ network }) =>
          network.includes('/') ? (
            <span className="address">{network}</span>
          ) : (
            <AddressLink address={network} />
          ),
      },
      {
        id: 'records',
        title: source === 'vpc' ? 'Records' : 'Flows',
        track: '92px',
        end: true,
        value: ({ records }) => records,
        cell: ({ network, records }) => {
          const filter = printFilter(addressFilter(network))
          return (
            <RowLink to={flowsPath(caseId, filter, { source })} title={`Flows: ${filter}`}>
              {formatCount(records)}
            </RowLink>
          )
        },
      },
      {
        id: 'bytes',
        title: 'Bytes',
        track: '96px',
        end: true,
        value: ({ bytes }) => bytes,
        cell: ({ bytes }) => <span title={formatCount(bytes)}>{formatBytes(bytes)}</span>,
      },
      {
        id: 'first',
        title: timeTitle('First start', zone),
        track: time,
        value: ({ firstStart }) => firstStart,
        cell: ({ firstStart }) => <ColumnTime at={firstStart} />,
      },
      {
        id: 'last',
        title: timeTitle('Last end', zone),
        track: time,
        value: ({ lastEnd }) => lastEnd,
        cell: ({ lastEnd }) => <ColumnTime at={lastEnd} />,
      },
      {
        id: 'comment',
        title: 'Comment',
        track: 'minmax(120px, 1fr)',
        value: ({ comment }) => comment,
        cell: ({ comment, allowedBy }) => (
          <>
            {allowedBy !== null && (
              <Tag minimal intent="success" title={`Stands in the allow list “${allowedBy}”`}>
                allowed
              </Tag>
            )}{' '}
            <span title={comment}>{comment}</span>
          </>
        ),
      },
      {
        id: 'line',
        title: 'Line',
        track: '64px',
        end: true,
        value: ({ line }) => line,
        cell: ({ line }) => formatCount(line),
      },
    ]
  }, [caseId, zone, source])
  return (
    <DataTable
      label="Entries found in the flows"
      columns={columns}
      rows={rows}
      sort={{ id: 'bytes', descending: true }}
      empty="No flow has an address of this list."
    />
  )
}

export const BAD_COLUMNS: readonly DataColumn<BadListLine>[] = [
  {
    id: 'line',
    title: 'Line',
    track: '70px',
    end: true,
    value: ({ line }) => line,
    cell: ({ line }) => formatCount(line),
  },
  {
    id: 'text',
    title: 'What it says',
    track: 'minmax(120px, 1fr)',
    cell: ({ text }) => (
      <span className="mono" title={text}>
        {text}
      </span>
    ),
  },
  {
    id: 'why',
    title: 'Why it can’t be used',
    track: 'minmax(240px, 2fr)',
    value: ({ why }) => why,
    cell: ({ why }) => <span title={why}>{why}</span>,
  },
]
