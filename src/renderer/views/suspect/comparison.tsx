import { Callout } from '@blueprintjs/core'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCounted } from '../../../shared/format/number'
import type { Correlation } from '../../investigation/types'
import { Count } from '../parts/figures'
import { Stat, Stats } from '../parts/panel'
import { AddressPairs } from './address-pairs'
import { ClockSwitch } from './clock-switch'
import { CoverageStrip } from './coverage-strip'
import { TuplesPanel } from './tuples-panel'

const VERDICTS: Readonly<
  Record<Correlation['verdict'], readonly ['success' | 'warning' | 'none', string, string]>
> = {
  agree: [
    'success',
    'Both sources tell the same story',
    'Five-tuples stand in both, and every difference has a reason that the data shows.',
  ],
  differ: [
    'warning',
    'The sources differ',
    'Some five-tuples stand in one source alone, at other times or with other bytes, and no rule explains it.',
  ],
  'no common tuples': [
    'warning',
    'The sources have nothing in common',
    'No five-tuple stands in both. Check whether the capture is of the same host and time, and say under “Addresses” which public address belongs to it.',
  ],
  'no netflow': ['none', 'Nothing to compare with', 'No capture of this case has such a flow.'],
}

/** Whether flow logs and captures agree, five-tuple by five-tuple. */
export function Comparison({ correlation }: { readonly correlation: Correlation }) {
  const [intent, title, meaning] = VERDICTS[correlation.verdict]
  return (
    <div className="suspect-panels comparison">
      <Callout intent={intent} compact className="verdict">
        <strong>{title}</strong>
        <span className="verdict-meaning">{meaning}</span>
        <AddressPairs />
      </Callout>
      <Stats>
        <Stat
          label="In both"
          note={`${formatCounted(correlation.equalBytes, 'with equal bytes', 'with equal bytes')}`}
        >
          <Count of={correlation.matched} />
        </Stat>
        <Stat
          label="Flow logs only"
          note={`${formatCounted(correlation.vpcOnlyOutsideCapture, 'outside the capture’s time', 'outside the capture’s time')}`}
        >
          <Count of={correlation.vpcOnly} />
        </Stat>
        <Stat label="NetFlow only">
          <Count of={correlation.netflowOnly} />
        </Stat>
        <Stat label="Unexplained" {...(correlation.unexplained > 0 ? { tone: 'warn' as const } : {})}>
          <Count of={correlation.unexplained} />
        </Stat>
        <Stat label="Bytes in flow logs">
          <span title={formatBytesExact(correlation.bytesVpc)}>
            <Count of={correlation.bytesVpc} />
          </span>
        </Stat>
        <Stat label="Bytes in NetFlow">
          <span title={formatBytesExact(correlation.bytesNetflow)}>
            <Count of={correlation.bytesNetflow} />
          </span>
        </Stat>
        <ClockSwitch correlation={correlation} />
      </Stats>
      <CoverageStrip filter={correlation.filter} offset={correlation.appliedOffset ?? 0} />
      <TuplesPanel correlation={correlation} />
    </div>
  )
}
