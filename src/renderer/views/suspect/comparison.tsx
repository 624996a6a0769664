import { Callout } from '@blueprintjs/core'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCounted } from '../../../shared/format/number'
import type { Correlation } from '../../investigation/types'
import { Count } from '../parts/figures'
import { Stat, Stats } from '../parts/panel'
import { TuplesPanel } from './tuples-panel'

const VERDICTS: Readonly<
  Record<Correlation['verdict'], readonly ['success' | 'warning' | 'none', string, string]>
> = {
  agree: [
    'success',
    'Both sources tell the same story',
    'Within the time of the capture, every five-tuple of this address stands in both.',
  ],
  differ: [
    'warning',
    'The sources differ',
    'Some five-tuples stand in one source alone, or with other bytes. The table below names each of them.',
  ],
  'no common tuples': [
    'warning',
    'The sources have nothing in common',
    'No five-tuple of this address stands in both. Check whether the capture is of the same host and time.',
  ],
  'no netflow': ['none', 'Nothing to compare with', 'No capture of this case has a flow of this address.'],
}

/** Whether flow logs and captures agree on a suspect, five-tuple by five-tuple. */
export function Comparison({ correlation }: { readonly correlation: Correlation }) {
  const [intent, title, meaning] = VERDICTS[correlation.verdict]
  return (
    <div className="suspect-panels comparison">
      <Callout intent={intent} title={title} compact className="verdict">
        {meaning}
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
        <Stat label="Clock offset" note="NetFlow against flow logs, median">
          {correlation.clockOffsetSeconds === null ? '–' : formatDuration(correlation.clockOffsetSeconds)}
        </Stat>
      </Stats>
      <TuplesPanel correlation={correlation} />
    </div>
  )
}
