import type { FlowSource } from '../../../shared/flow/block'
import { formatShare } from '../../../shared/format/number'
import type { SidedSummary } from '../../investigation/entity/sided-summary'
import { Bytes, Count, Duration } from '../parts/figures'
import { Stat, Stats } from '../parts/panel'
import { TimeSpan, ZonedSpan } from '../parts/time'

/** What an address sent and received in all. */
export function AddressFigures({
  summary,
  source,
}: {
  readonly summary: SidedSummary
  readonly source: FlowSource
}) {
  const { total, sent, received, window } = summary
  const noun = source === 'vpc' ? 'records' : 'flows'
  return (
    <Stats>
      <Stat
        label={source === 'vpc' ? 'Records' : 'Flows'}
        note={
          <>
            <Count of={total.packets} /> packets
          </>
        }
      >
        <Count of={total.records} />
      </Stat>
      <Stat
        label="Bytes sent"
        note={
          <>
            <Count of={sent.records} /> {noun}
          </>
        }
      >
        <Bytes of={sent.bytes} />
      </Stat>
      <Stat
        label="Bytes received"
        note={
          <>
            <Count of={received.records} /> {noun}
          </>
        }
      >
        <Bytes of={received.bytes} />
      </Stat>
      {total.accepted + total.rejected > 0 && (
        <Stat
          label="Rejected"
          note={formatShare(total.rejected, total.records)}
          {...(total.rejected > 0 ? { tone: 'warn' as const } : {})}
        >
          <Count of={total.rejected} />
        </Stat>
      )}
      <Stat
        label="First start to last end"
        note={window.duration !== null && <Duration seconds={window.duration} />}
        beside={<ZonedSpan from={window.firstStart} to={window.lastEnd} />}
      >
        <TimeSpan from={window.firstStart} to={window.lastEnd} />
      </Stat>
    </Stats>
  )
}
