import { SegmentedControl } from '@blueprintjs/core'
import { useMemo, useState } from 'react'
import { formatCount } from '../../../shared/format/number'
import type { Correlation, TupleState } from '../../investigation/types'
import { Panel } from '../parts/panel'
import { TuplesTable } from './tuples-table'

type Shown = TupleState | 'all'

/** The five-tuples by state; those in both first, as they are what is compared. */
export function TuplesPanel({ correlation }: { readonly correlation: Correlation }) {
  const [shown, setShown] = useState<Shown>(correlation.matched > 0 ? 'matched' : 'all')
  const tuples = useMemo(
    () => correlation.tuples.filter((tuple) => shown === 'all' || tuple.state === shown),
    [correlation, shown],
  )
  const all = correlation.matched + correlation.vpcOnly + correlation.netflowOnly
  const option = (value: Shown, name: string, count: number) => ({
    value,
    label: `${name} ${formatCount(count)}`,
  })
  return (
    <Panel
      flush
      className="tall"
      title="Five-tuples"
      note={
        correlation.tuples.length < all
          ? `one direction each; the ${formatCount(correlation.tuples.length)} with most bytes are listed`
          : 'one direction each, both sources side by side'
      }
      actions={
        <SegmentedControl
          small
          options={[
            option('matched', 'In both', correlation.matched),
            option('vpc-only', 'Flow logs only', correlation.vpcOnly),
            option('netflow-only', 'NetFlow only', correlation.netflowOnly),
            option('all', 'All', all),
          ]}
          value={shown}
          onValueChange={(value) => setShown(value as Shown)}
        />
      }
    >
      <TuplesTable tuples={tuples} />
    </Panel>
  )
}
