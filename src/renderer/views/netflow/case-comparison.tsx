import { useCapturesComparison } from '../../app/investigations'
import { useOpenCase } from '../../app/open-case'
import { usePlaceQuery } from '../../app/places'
import { Select } from '../parts/select'
import { Compared, SuspectComparison } from '../suspect/suspect-comparison'

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
      {chosen === EVERYTHING ? <Everything /> : <SuspectComparison address={chosen} />}
    </div>
  )
}

function Everything() {
  const { data, error } = useCapturesComparison()
  return <Compared correlation={data} error={error} />
}
