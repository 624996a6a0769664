import { useCapturesComparison, useInvestigation } from '../../app/investigations'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import type { Correlation } from '../../investigation/types'
import { Problem, Waiting } from '../parts/problem'
import { Select } from '../parts/select'
import { Comparison } from '../suspect/comparison'

/** Stands for all that the captures hold, in the place of an address. */
const EVERYTHING = 'everything'

/** Flow logs and captures side by side: for one of the case's suspects, or for all that was captured. */
export function CaseComparison() {
  const { record } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const named = params.get('address')
  const chosen =
    named === EVERYTHING || (named && record.suspects.includes(named))
      ? named
      : (record.suspects[0] ?? EVERYTHING)
  return (
    <div className="fill column scroll">
      {record.suspects.length > 0 && (
        <div className="toolbar">
          <Select
            label="What is compared"
            value={chosen}
            options={[
              ...record.suspects.map((suspect) => ({ value: suspect, text: suspect })),
              { value: EVERYTHING, text: 'Everything captured' },
            ]}
            onValue={(address) => change({ address })}
          />
        </div>
      )}
      {chosen === EVERYTHING ? <Everything /> : <Suspect address={chosen} />}
    </div>
  )
}

function Suspect({ address }: { readonly address: string }) {
  const { data, error, isPending } = useInvestigation(address)
  const waiting = isPending || data?.address !== address
  return <Compared correlation={waiting ? undefined : data.correlation} error={error} />
}

function Everything() {
  const { data, error } = useCapturesComparison()
  return <Compared correlation={data} error={error} />
}

interface ComparedProps {
  /** undefined: not known yet; null: there is nothing to compare. */
  readonly correlation: Correlation | null | undefined
  readonly error: unknown
}

function Compared({ correlation, error }: ComparedProps) {
  if (error) return <Problem title="The sources could not be compared" problem={error} />
  if (correlation === undefined) return <Waiting what="Comparing the sources…" />
  if (correlation === null) {
    return <p className="notice">No capture was converted, so there is nothing to compare with.</p>
  }
  return <Comparison correlation={correlation} />
}
