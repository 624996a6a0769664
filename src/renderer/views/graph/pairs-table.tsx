import { address as addressFilter, type Filter } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { formatBytes } from '../../../shared/format/bytes'
import type { TimeRange } from '../../../shared/query/query'
import { useCaseId } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import type { AddressPair } from '../../investigation/entity/address-pairs'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Count } from '../parts/figures'
import { AddressLink, RowLink } from '../parts/links'
import { narrowed } from '../pivot/narrowed'

interface PairsTableProps {
  readonly pairs: readonly AddressPair[]
  readonly source: FlowSource
  readonly filter: Filter
  readonly time: TimeRange | undefined
  readonly selected: AddressPair | null
  onSelect(pair: AddressPair): void
  readonly empty: string
}

/** The pairs that are drawn, as a table. */
export function PairsTable({ pairs, source, filter, time, selected, onSelect, empty }: PairsTableProps) {
  const caseId = useCaseId()
  const flows = ({ a, b }: AddressPair) =>
    flowsPath(caseId, printFilter(narrowed(filter, addressFilter(a), addressFilter(b))), { source, time })
  const columns: readonly DataColumn<AddressPair>[] = [
    {
      id: 'a',
      title: 'Address',
      track: 'minmax(126px, 1fr)',
      value: (pair) => pair.a,
      cell: (pair) => <AddressLink address={pair.a} />,
    },
    {
      id: 'b',
      title: 'Address',
      track: 'minmax(126px, 1fr)',
      value: (pair) => pair.b,
      cell: (pair) => <AddressLink address={pair.b} />,
    },
    {
      id: 'bytes',
      title: 'Bytes',
      track: '112px',
      end: true,
      fit: 'count',
      hint: 'Of both directions',
      value: (pair) => pair.bytes,
      cell: (pair) => (
        <span title={formatBytes(pair.bytes)}>
          <Count of={pair.bytes} />
        </span>
      ),
    },
    {
      id: 'records',
      title: source === 'vpc' ? 'Records' : 'Flows',
      track: '72px',
      end: true,
      fit: 'count',
      value: (pair) => pair.records,
      cell: (pair) => (
        <RowLink to={flows(pair)} title={`Flows between ${pair.a} and ${pair.b}`}>
          <Count of={pair.records} />
        </RowLink>
      ),
    },
    ...(source === 'vpc'
      ? [
          {
            id: 'rejected',
            title: 'Rejected',
            track: '74px',
            end: true,
            fit: 'count' as const,
            value: (pair: AddressPair) => pair.rejected,
            cell: (pair: AddressPair) => <Count of={pair.rejected} />,
          },
        ]
      : []),
  ]
  return (
    <DataTable
      label="Pairs"
      columns={columns}
      rows={pairs}
      selected={selected}
      onSelect={onSelect}
      empty={empty}
    />
  )
}
