import { PanelStats } from '@blueprintjs/icons'
import { formatCount } from '../../../shared/format/number'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { Empty, Waiting } from '../parts/problem'
import { Breakdown } from './breakdown'
import { CaseFigures } from './case-figures'
import { CaseTimeline } from './case-timeline'
import { TopAddresses, TopPorts } from './top-tables'

/** The whole case at a glance. */
export function OverviewView() {
  const { contents } = useOpenCase()
  const reading = useIsReading()
  if (contents.flows.vpc === 0) {
    return (
      <div className="view-fill">
        <div className="view-head">
          <h1>Overview</h1>
        </div>
        {reading ? (
          <Waiting what="The first flows are on their way…" />
        ) : (
          <Empty icon={<PanelStats size={36} />} title="No flow log with a record">
            The Evidence view lists what was found in the folder, and why it holds no flows.
          </Empty>
        )}
      </div>
    )
  }
  return (
    <div className="view-scroll">
      <div className="view-head">
        <h1>Overview</h1>
        {reading && <span className="muted">of {formatCount(contents.flows.vpc)} records read so far</span>}
      </div>
      <CaseFigures />
      <CaseTimeline />
      <div className="two">
        <TopAddresses />
        <TopPorts />
      </div>
      <div className="breakdowns">
        <Breakdown title="Action" field="action" />
        <Breakdown title="Protocol" field="protocol" />
        <Breakdown title="Direction" field="flow-direction" />
        <Breakdown title="Interface" field="interface-id" />
      </div>
    </div>
  )
}
