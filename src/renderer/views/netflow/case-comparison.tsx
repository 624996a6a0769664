import { Target } from '@blueprintjs/icons'
import { useInvestigation } from '../../app/investigations'
import { useCaseId, useOpenCase } from '../../app/open-case'
import { casePath, usePlaceQuery } from '../../app/places'
import { RowLink } from '../parts/links'
import { Empty, Problem, Waiting } from '../parts/problem'
import { Select } from '../parts/select'
import { Comparison } from '../suspect/comparison'

/** Flow logs and captures side by side, for one of the case's suspects. */
export function CaseComparison() {
  const caseId = useCaseId()
  const { record } = useOpenCase()
  const [params, change] = usePlaceQuery()
  const named = params.get('address')
  const address = named && record.suspects.includes(named) ? named : (record.suspects[0] ?? null)
  if (address === null) {
    return (
      <Empty icon={<Target size={36} />} title="No suspect is marked yet">
        The sources are compared for the addresses that you mark as suspects.{' '}
        <RowLink className="text-link" to={casePath(caseId, 'suspect')}>
          Name a suspect
        </RowLink>
      </Empty>
    )
  }
  return (
    <div className="fill column scroll">
      {record.suspects.length > 1 && (
        <div className="toolbar">
          <Select
            label="Suspect"
            value={address}
            options={record.suspects.map((suspect) => ({ value: suspect, text: suspect }))}
            onValue={(suspect) => change({ address: suspect })}
          />
        </div>
      )}
      <Compared address={address} />
    </div>
  )
}

function Compared({ address }: { readonly address: string }) {
  const { data, error, isPending } = useInvestigation(address)
  if (error) return <Problem title="The sources could not be compared" problem={error} />
  if (isPending || data.address !== address) return <Waiting what="Comparing the sources…" />
  if (!data.correlation)
    return <p className="notice">No capture was converted, so there is nothing to compare with.</p>
  return <Comparison correlation={data.correlation} />
}
