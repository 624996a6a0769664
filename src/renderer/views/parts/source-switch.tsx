import { SegmentedControl } from '@blueprintjs/core'
import type { FlowSource } from '../../../shared/flow/block'

/** Which flows a view is about: those of the logs, or those of captures. */
export function SourceSwitch({
  source,
  onSource,
}: {
  readonly source: FlowSource
  onSource(source: FlowSource): void
}) {
  return (
    <SegmentedControl
      small
      options={[
        { label: 'VPC flow logs', value: 'vpc' },
        { label: 'NetFlow', value: 'netflow' },
      ]}
      value={source}
      onValueChange={(value) => onSource(value as FlowSource)}
    />
  )
}
