import { ANY, and, type Filter, protocol } from '../../../shared/filter/ast'
import { printFilter } from '../../../shared/filter/print'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount, formatShare } from '../../../shared/format/number'
import { protocolLabel } from '../../../shared/network/protocols'
import type { KeyValue } from '../../../shared/query/query'
import { useAnswer } from '../../app/answers'
import { useCaseId, useOpenCase } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { countOf, quantityOf } from '../../investigation/quantity'
import { ShareBar } from '../parts/figures'
import { Panel } from '../parts/panel'
import { fieldPivot } from '../pivot/pivot-value'
import { Value } from '../pivot/value'

const SHOWN = 6

/** How the records are spread over the values of a field. */
export function Breakdown({ title, field }: { readonly title: string; readonly field: string }) {
  const caseId = useCaseId()
  const { contents } = useOpenCase()
  const { data } = useAnswer({
    source: 'vpc',
    filter: ANY,
    groupBy: [{ by: 'field', field }],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
    ],
    orderBy: { measure: 'records', descending: true },
    limit: SHOWN,
  })
  if (!contents.fields.vpc.includes(field)) return null
  const total = contents.flows.vpc
  return (
    <Panel
      title={title}
      {...(data && data.groups > SHOWN ? { note: `${SHOWN} of ${formatCount(data.groups)}` } : {})}
    >
      <ul className="breakdown">
        {data?.rows.map((row) => {
          const value = row.keys[0] ?? null
          const records = countOf(row, 'records')
          return (
            <li key={String(value)}>
              <span className="breakdown-name">
                {value === null ? (
                  <span className="muted">absent</span>
                ) : (
                  <Value
                    of={fieldPivot(field, value)}
                    to={flowsPath(caseId, printFilter(filterOf(field, value)))}
                    className="quiet-link"
                  >
                    {nameOf(field, value)}
                  </Value>
                )}
              </span>
              <span className="num">{formatCount(records)}</span>
              <span className="muted num breakdown-share">{formatShare(records, total)}</span>
              <ShareBar share={records / Math.max(1, total)} tone={toneOf(field, value)} />
              <span className="visually-hidden">{formatBytes(quantityOf(row, 'bytes'))}</span>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function filterOf(field: string, value: KeyValue): Filter {
  return field === 'protocol'
    ? protocol(Number(value))
    : and({ type: 'text', field, values: [String(value)] })
}

function nameOf(field: string, value: KeyValue): string {
  return field === 'protocol' ? protocolLabel(Number(value)) : String(value)
}

function toneOf(field: string, value: KeyValue): string {
  if (field !== 'action') return 'var(--accent)'
  return value === 'REJECT' ? 'var(--rejected)' : 'var(--accepted)'
}
