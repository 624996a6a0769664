import { ANY } from '../../../shared/filter/ast'
import { formatShare } from '../../../shared/format/number'
import { useAnswer } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import { countOf, quantityOf } from '../../investigation/quantity'
import { Bytes, Count, Duration } from '../parts/figures'
import { Stat, Stats } from '../parts/panel'
import { Waiting } from '../parts/problem'
import { TimeSpan, ZonedSpan } from '../parts/time'

/** Counts over all flow logs of the case. */
export function CaseFigures() {
  const { firstStart, lastEnd } = useOpenCase().contents
  const { data } = useAnswer({
    source: 'vpc',
    filter: ANY,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'accepted', op: 'count', where: { type: 'text', field: 'action', values: ['ACCEPT'] } },
      { as: 'rejected', op: 'count', where: { type: 'text', field: 'action', values: ['REJECT'] } },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'packets', op: 'sum', field: 'packets' },
      { as: 'sources', op: 'distinct', field: 'srcaddr' },
      { as: 'destinations', op: 'distinct', field: 'dstaddr' },
    ],
  })
  if (!data) return <Waiting what="Counting…" />
  const row = data.rows[0]
  const records = countOf(row, 'records')
  const accepted = countOf(row, 'accepted')
  const rejected = countOf(row, 'rejected')
  return (
    <Stats>
      <Stat
        label="Records"
        note={
          <>
            <Count of={countOf(row, 'sources')} /> sources, <Count of={countOf(row, 'destinations')} />{' '}
            destinations
          </>
        }
      >
        <Count of={records} />
      </Stat>
      <Stat label="Accepted" note={formatShare(accepted, records)}>
        <Count of={accepted} />
      </Stat>
      <Stat label="Rejected" note={formatShare(rejected, records)}>
        <Count of={rejected} />
      </Stat>
      <Stat
        label="Bytes"
        note={
          <>
            <Count of={quantityOf(row, 'packets')} /> packets
          </>
        }
      >
        <Bytes of={quantityOf(row, 'bytes')} />
      </Stat>
      <Stat
        label="First start to last end"
        note={firstStart !== null && lastEnd !== null && <Duration seconds={lastEnd - firstStart} />}
        beside={<ZonedSpan from={firstStart} to={lastEnd} />}
      >
        <TimeSpan from={firstStart} to={lastEnd} />
      </Stat>
    </Stats>
  )
}
