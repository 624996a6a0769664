import { SegmentedControl } from '@blueprintjs/core'
import { useMemo, useState } from 'react'
import { formatCount } from '../../../shared/format/number'
import { DIFFERENCES, type Difference } from '../../investigation/difference'
import type { Correlation, TupleComparison, TupleState } from '../../investigation/types'
import { Panel } from '../parts/panel'
import { Select } from '../parts/select'
import { ReasonRollup, ServiceRollup, TimeRollup } from './rollup-tables'
import { TupleDetail } from './tuple-detail'
import { TuplesTable } from './tuples-table'

type Shown = TupleState | 'all'
type View = 'tuple' | 'reason' | 'service' | 'time'

const VIEWS: readonly { readonly value: View; readonly label: string }[] = [
  { value: 'tuple', label: 'Five-tuples' },
  { value: 'reason', label: 'By reason' },
  { value: 'service', label: 'By service' },
  { value: 'time', label: 'By time' },
]

/** The five-tuples themselves, or summed up; those in both first, as they are what is compared. */
export function TuplesPanel({ correlation }: { readonly correlation: Correlation }) {
  const [view, setView] = useState<View>('tuple')
  return (
    <div className="split tuples">
      {view === 'tuple' ? (
        <TupleList correlation={correlation} views={<Views view={view} onView={setView} />} />
      ) : (
        <Panel flush className="tall" title="Five-tuples" actions={<Views view={view} onView={setView} />}>
          {view === 'reason' && <ReasonRollup correlation={correlation} />}
          {view === 'service' && <ServiceRollup correlation={correlation} />}
          {view === 'time' && <TimeRollup correlation={correlation} />}
        </Panel>
      )}
    </div>
  )
}

function Views({ view, onView }: { readonly view: View; onView(view: View): void }) {
  return (
    <SegmentedControl
      small
      options={[...VIEWS]}
      value={view}
      onValueChange={(value) => onView(value as View)}
    />
  )
}

function TupleList({
  correlation,
  views,
}: {
  readonly correlation: Correlation
  readonly views: JSX.Element
}) {
  const [shown, setShown] = useState<Shown>(correlation.matched > 0 ? 'matched' : 'all')
  const [reason, setReason] = useState<Difference | 'any'>('any')
  const [selected, setSelected] = useState<TupleComparison | null>(null)
  const tuples = useMemo(
    () =>
      correlation.tuples.filter(
        (tuple) =>
          (shown === 'all' || tuple.state === shown) && (reason === 'any' || tuple.difference === reason),
      ),
    [correlation, shown, reason],
  )
  const reasons = useMemo(
    () => Array.from(new Set(correlation.differences.map(({ difference }) => difference))),
    [correlation],
  )
  const known = reason === 'any' || reasons.includes(reason) ? reason : 'any'
  const all = correlation.matched + correlation.vpcOnly + correlation.netflowOnly
  const option = (value: Shown, name: string, count: number) => ({
    value,
    text: `${name} (${formatCount(count)})`,
  })
  // After another choice in the case the tuple of the same ends is the selected one.
  const current = selected && (correlation.tuples.find((tuple) => isSame(tuple, selected)) ?? null)
  return (
    <>
      <Panel
        flush
        className="tall"
        title={views}
        {...(correlation.tuples.length < all
          ? { note: `the ${formatCount(correlation.tuples.length)} with most bytes are listed` }
          : {})}
        actions={
          <>
            {reasons.length > 0 && (
              <Select<Difference | 'any'>
                label="Reason"
                value={known}
                options={[
                  { value: 'any', text: 'Any reason or none' },
                  ...reasons.map((value) => ({ value, text: DIFFERENCES[value].short })),
                ]}
                onValue={setReason}
              />
            )}
            <Select<Shown>
              label="State"
              value={shown}
              options={[
                option('matched', 'In both', correlation.matched),
                option('vpc-only', 'Flow logs only', correlation.vpcOnly),
                option('netflow-only', 'NetFlow only', correlation.netflowOnly),
                option('all', 'All', all),
              ]}
              onValue={setShown}
            />
          </>
        }
      >
        <TuplesTable tuples={tuples} selected={current} onSelect={setSelected} />
      </Panel>
      {current && (
        <TupleDetail
          tuple={current}
          aliases={correlation.aliases}
          offset={correlation.appliedOffset ?? 0}
          onClose={() => setSelected(null)}
        />
      )}
    </>
  )
}

function isSame(a: TupleComparison, b: TupleComparison): boolean {
  return (
    a.srcaddr === b.srcaddr &&
    a.srcport === b.srcport &&
    a.dstaddr === b.dstaddr &&
    a.dstport === b.dstport &&
    a.protocol === b.protocol
  )
}
