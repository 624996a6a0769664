import { SegmentedControl } from '@blueprintjs/core'
import type { FlowSource } from '../../../shared/flow/block'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'

/** The source that the place asks for: flow logs, unless it says NetFlow or the case has nothing else. */
export function usePlaceSource(): FlowSource {
  const [params] = usePlaceQuery()
  const { flows } = useOpenCase().contents
  return params.get('source') === 'netflow' ? 'netflow' : usualSource(flows)
}

/** The source of a place that names none, in a case with so many flows of each. */
export function usualSource(flows: Readonly<Record<FlowSource, number>>): FlowSource {
  return flows.vpc === 0 && flows.netflow > 0 ? 'netflow' : 'vpc'
}

/** Which flows a view is about, where a case has both: those of the logs, or those of captures. */
export function SourceSwitch() {
  const [, change] = usePlaceQuery()
  const source = usePlaceSource()
  const { flows } = useOpenCase().contents
  if (flows.vpc === 0 || flows.netflow === 0) return null
  return (
    <SegmentedControl
      small
      aria-label="Source"
      options={[
        { label: 'VPC flow logs', value: 'vpc' },
        { label: 'NetFlow', value: 'netflow' },
      ]}
      value={source}
      onValueChange={(value) => change({ source: value === 'netflow' ? 'netflow' : '' })}
    />
  )
}
