import { Tab, Tabs } from '@blueprintjs/core'
import { SeriesSearch } from '@blueprintjs/icons'
import { useMemo, useRef } from 'react'
import { givesNetflow } from '../../../shared/evidence/evidence'
import { formatCount } from '../../../shared/format/number'
import { useCommand } from '../../app/commands'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import { useSession } from '../../app/session'
import { useFilterText } from '../../casework/tagged-filter'
import { ZonesAssumed } from '../evidence/zones-assumed'
import { FilterBar } from '../filter/filter-bar'
import { FlowTable } from '../flows/flow-table'
import { Panel, tableHeight } from '../parts/panel'
import { Empty } from '../parts/problem'
import { CapturesTable } from './captures-table'
import { CaseComparison } from './case-comparison'
import { MissingTools } from './missing-tools'

/** The captures as NetFlow, and what they have in common with the flow logs. */
export function NetflowView() {
  const { evidence, contents } = useOpenCase()
  const facts = useSession((state) => state.facts)
  const reading = useIsReading()
  const [params, change] = usePlaceQuery()
  const captures = useMemo(() => evidence.filter((file) => givesNetflow(file.kind)), [evidence])
  if (captures.length === 0 && contents.flows.netflow === 0) {
    return (
      <div className="view-fill">
        <div className="view-head">
          <h1>NetFlow</h1>
        </div>
        <Empty
          icon={<SeriesSearch size={36} />}
          title={reading ? 'No capture has been read yet' : 'No packet capture in the evidence'}
        >
          Put a PCAP of the same host and time into the evidence folder and choose “Read new files” in
          Evidence: it is converted to NetFlow and compared with the flow logs.
        </Empty>
      </div>
    )
  }
  return (
    <div className="view-fill">
      <div className="view-head">
        <h1>NetFlow</h1>
      </div>
      <MissingTools captures={captures} nfdump={facts.nfdump} />
      <ZonesAssumed />
      <Panel
        flush
        className="fixed"
        height={tableHeight(Math.min(4, captures.length))}
        title="Captures"
        note={
          facts.nfdump
            ? `converted with nfpcapd, read with nfdump ${facts.nfdump}`
            : 'read with Flowcase’s own reader: nfdump can’t be used'
        }
      >
        <CapturesTable captures={captures} />
      </Panel>
      <Tabs
        id="netflow-parts"
        className="fill-tabs"
        selectedTabId={params.get('tab') ?? 'comparison'}
        onChange={(id) => change({ tab: id === 'comparison' ? '' : String(id), q: '', sort: '' })}
        renderActiveTabPanelOnly
      >
        <Tab id="comparison" title="Comparison with the flow logs" panel={<CaseComparison />} />
        <Tab
          id="flows"
          title="Flows"
          tagContent={formatCount(contents.flows.netflow)}
          panel={<NetflowFlows />}
        />
      </Tabs>
    </div>
  )
}

function NetflowFlows() {
  const [params, change] = usePlaceQuery()
  const input = useRef<HTMLInputElement>(null)
  useCommand('find', () => input.current?.focus())
  const text = params.get('q') ?? ''
  const { parsed, asked } = useFilterText(text)
  const named = params.get('sort') ?? 'start'
  const sort = useMemo(
    () =>
      named.startsWith('-') ? { id: named.slice(1), descending: true } : { id: named, descending: false },
    [named],
  )
  return (
    <div className="fill column" data-pivot-source="netflow">
      <FilterBar text={text} inputRef={input} source="netflow" onApply={(q) => change({ q })} />
      {parsed.ok ? (
        <FlowTable
          source="netflow"
          filter={asked}
          time={EVER}
          sort={sort}
          onSort={(next) => change({ sort: `${next.descending ? '-' : ''}${next.id}` })}
        />
      ) : (
        <p className="notice">No flows are shown while the filter can't be read.</p>
      )}
    </div>
  )
}

const EVER = {}
