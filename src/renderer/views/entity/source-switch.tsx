import { SegmentedControl } from '@blueprintjs/core'
import type { FlowSource } from '../../../shared/flow/block'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'

/** The source that the place asks for: flow logs, unless it says NetFlow or the case has nothing else. */
export function usePlaceSource(): FlowSource {
  const [params] = usePlaceQuery()
  const { flows } = useOpenCase().contents
  return params.get('source') === 'netflow' || (flows.vpc === 0 && flows.netflow > 0) ? 'netflow' : 'vpc'
}

/** Flow logs or NetFlow, where a case has both. */
export function SourceSwitch({ source }: { readonly source: FlowSource }) {
  const [, change] = usePlaceQuery()
  const { flows } = useOpenCase().contents
  if (flows.vpc === 0 || flows.netflow === 0) return null
  return (
    <SegmentedControl
      small
      aria-label="Source"
      options={[
        { label: 'Flow logs', value: 'vpc' },
        { label: 'NetFlow', value: 'netflow' },
      ]}
      value={source}
      onValueChange={(value) => change({ source: value === 'netflow' ? 'netflow' : '' })}
    />
  )
}
