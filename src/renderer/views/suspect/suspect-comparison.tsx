import { useSourcesComparison } from '../../app/investigations'
import type { Correlation } from '../../investigation/types'
import { Problem, Waiting } from '../parts/problem'
import { Comparison } from './comparison'

/** Flow logs and captures side by side, for one address. */
export function SuspectComparison({ address }: { readonly address: string }) {
  const { data, error } = useSourcesComparison(address)
  return <Compared correlation={data?.address === address ? data.correlation : undefined} error={error} />
}

interface ComparedProps {
  /** undefined: not known yet; null: there is nothing to compare. */
  readonly correlation: Correlation | null | undefined
  readonly error: unknown
}

/** A comparison, or why there is none yet. */
export function Compared({ correlation, error }: ComparedProps) {
  if (error) return <Problem title="The sources could not be compared" problem={error} />
  if (correlation === undefined) return <Waiting what="Comparing the sources…" />
  if (correlation === null) {
    return <p className="notice">No capture was converted, so there is nothing to compare with.</p>
  }
  return <Comparison correlation={correlation} />
}
