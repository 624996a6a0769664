import { Tag } from '@blueprintjs/core'
import { useMemo } from 'react'
import type { AddressAlias } from '../../../shared/case/case'
import type { Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatCount } from '../../../shared/format/number'
import { formatUtc, formatZoned, zoneName } from '../../../shared/format/time'
import { protocolLabel } from '../../../shared/network/protocols'
import type { FlowRow } from '../../../shared/query/query'
import { useDerived } from '../../app/answers'
import { useCaseId, useCaseZone } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { useSession } from '../../app/session'
import { DIFFERENCES } from '../../investigation/difference'
import { tupleFilter } from '../../investigation/tuple-filter'
import type { TupleComparison } from '../../investigation/types'
import { DetailPane, Fact } from '../parts/detail-pane'
import { AddressLink, RowLink } from '../parts/links'
import { Problem, Waiting } from '../parts/problem'
import { STATES } from './tuples-table'

/** Rows of each source that are listed. */
const SHOWN = 500

interface TupleDetailProps {
  readonly tuple: TupleComparison
  readonly aliases: readonly AddressAlias[]
  /** Seconds that are taken off the captures' times. */
  readonly offset: number
  onClose(): void
}

/** One five-tuple: why it differs, and what both sources have of it, in the order of time. */
export function TupleDetail({ tuple, aliases, offset, onClose }: TupleDetailProps) {
  const caseId = useCaseId()
  const filter = useMemo(() => tupleFilter(tuple, aliases), [tuple, aliases])
  const text = printFilter(filter)
  const [state, intent] = STATES[tuple.state]
  return (
    <DetailPane label="Details of the five-tuple" title="Five-tuple" onClose={onClose}>
      <dl className="facts">
        <Fact name="Source">
          <AddressLink address={tuple.srcaddr} /> <span className="num">port {tuple.srcport}</span>
        </Fact>
        <Fact name="Destination">
          <AddressLink address={tuple.dstaddr} /> <span className="num">port {tuple.dstport}</span>
        </Fact>
        <Fact name="Protocol">{protocolLabel(tuple.protocol)}</Fact>
        <Fact name="State">
          <Tag minimal intent={intent}>
            {state}
          </Tag>
        </Fact>
        <Fact name="Bytes">
          {tuple.vpc ? formatCount(tuple.vpc.bytes) : '–'} in flow logs,{' '}
          {tuple.netflow ? formatCount(tuple.netflow.bytes) : '–'} in NetFlow
        </Fact>
        {tuple.difference && (
          <Fact name="Reason">
            <strong>{DIFFERENCES[tuple.difference].short}</strong>
            <br />
            <span className="muted">{DIFFERENCES[tuple.difference].rule}</span>
          </Fact>
        )}
      </dl>
      <p>
        <RowLink className="text-link" to={flowsPath(caseId, text)} title={text}>
          Filter flow logs
        </RowLink>
        {' · '}
        <RowLink className="text-link" to={flowsPath(caseId, text, { source: 'netflow' })} title={text}>
          Filter NetFlow
        </RowLink>
      </p>
      <h3>In the order of time</h3>
      <TupleRows filter={filter} offset={offset} />
    </DetailPane>
  )
}

interface TimedRow {
  readonly source: 'vpc' | 'netflow'
  readonly start: number
  readonly row: FlowRow
}

function TupleRows({ filter, offset }: { readonly filter: Filter; readonly offset: number }) {
  const zone = useCaseZone()
  const engine = useSession((state) => state.engine)
  const { data, error } = useDerived(['tuple', filter, offset], async () => {
    const sort = { field: 'start', descending: false }
    const listing = { filter, sort, offset: 0, limit: SHOWN }
    const [vpc, netflow] = await Promise.all([
      engine.page({ source: 'vpc', ...listing }),
      engine.page({ source: 'netflow', ...listing }),
    ])
    const rows = [
      ...vpc.rows.map((row): TimedRow => ({ source: 'vpc', start: Number(row.values.start), row })),
      ...netflow.rows.map(
        (row): TimedRow => ({ source: 'netflow', start: Number(row.values.start) - offset, row }),
      ),
    ].sort((a, b) => a.start - b.start)
    return { rows, more: vpc.total + netflow.total - rows.length }
  })
  if (error) return <Problem title="The rows could not be listed" problem={error} />
  if (!data) return <Waiting what="Looking for its rows…" />
  return (
    <>
      <table className="tuple-rows">
        <thead>
          <tr>
            <th scope="col">Start ({zoneName(zone)})</th>
            <th scope="col">From</th>
            <th scope="col" className="end">
              Packets
            </th>
            <th scope="col" className="end">
              Bytes
            </th>
          </tr>
        </thead>
        <tbody>
          {data.rows.map(({ source, start, row }) => (
            <tr key={`${source}/${row.evidence}/${row.line}`} className={source}>
              <td className="num" title={formatUtc(start)}>
                {formatZoned(start, zone)
                  .slice(5)
                  .replace(/ UTC.*$/, '')}
              </td>
              <td title={String(row.values['interface-id'] ?? '')}>
                {source === 'netflow' ? 'NetFlow' : row.values.action === 'REJECT' ? 'logs, REJECT' : 'logs'}
              </td>
              <td className="end num">{formatCount(Number(row.values.packets ?? 0))}</td>
              <td className="end num">
                {formatCount(row.values.bytes === undefined ? 0 : BigInt(row.values.bytes))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.more > 0 && <p className="muted">{formatCount(data.more)} more; filter to see them all.</p>}
    </>
  )
}
