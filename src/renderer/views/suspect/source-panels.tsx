import { formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { useCaseZone } from '../../app/open-case'
import type { SourceView } from '../../investigation/types'
import { Bytes, Count, Duration } from '../parts/figures'
import { Panel, Stat, Stats, tableHeight } from '../parts/panel'
import { useRoomForRows } from '../parts/room'
import { TimeSpan, ZonedSpan, ZonedTime } from '../parts/time'
import { LadderSteps } from './ladder-steps'
import { ServiceTimeline } from './service-timeline'
import { ServicesTable } from './services-table'
import { VolumesTable } from './volumes-table'

/** The suspect as one source saw it. */
export function SourcePanels({ view, suspect }: { readonly view: SourceView; readonly suspect: string }) {
  const zone = useCaseZone()
  const rows = useRoomForRows(6)
  return (
    <div className="suspect-panels" data-pivot-source={view.source}>
      <SuspectStats view={view} />
      <Panel
        flush
        height={tableHeight(Math.min(rows, Math.max(1, view.services.length)))}
        title="Services"
        note="which side serves, by which port, and which way the bytes went"
      >
        <ServicesTable view={view} suspect={suspect} zone={zone} />
      </Panel>
      <div className="two">
        <Panel title="Exclusion ladder" note="take the services away, one by one: what remains?">
          <LadderSteps view={view} />
        </Panel>
        <Panel
          flush
          title="Volume by port"
          note={formatCounted(view.ports.length, 'port and side', 'ports and sides')}
        >
          <VolumesTable view={view} suspect={suspect} />
        </Panel>
      </div>
      <ServiceTimeline view={view} />
    </div>
  )
}

export function SuspectStats({ view }: { readonly view: SourceView }) {
  const { total, source } = view
  const { firstStart, lastStart, lastEnd, duration } = view.window
  return (
    <Stats>
      <Stat
        label={source === 'vpc' ? 'Records' : 'Flows'}
        {...(source === 'vpc'
          ? {
              note: `${formatCounted(total.accepted, 'accepted', 'accepted')}, ${formatCounted(total.rejected, 'rejected', 'rejected')}`,
            }
          : {})}
      >
        <Count of={total.records} />
      </Stat>
      <Stat label="Bytes">
        <Bytes of={total.bytes} />
      </Stat>
      <Stat label="Packets">
        <Count of={total.packets} />
      </Stat>
      <Stat
        label="Window, first start to last start"
        note={firstStart !== null && lastStart !== null && <Duration seconds={lastStart - firstStart} />}
        beside={<ZonedSpan from={firstStart} to={lastStart} />}
      >
        <TimeSpan from={firstStart} to={lastStart} />
      </Stat>
      <Stat
        label="Last end"
        note={
          duration !== null && (
            <>
              <Duration seconds={duration} /> after the first start
            </>
          )
        }
        beside={<ZonedTime at={lastEnd} />}
      >
        <span className="span num">{lastEnd === null ? '–' : formatUtc(lastEnd)}</span>
      </Stat>
    </Stats>
  )
}
