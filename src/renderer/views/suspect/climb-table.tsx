import { printFilter } from '../../../shared/filter/print'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { useCaseId, useOpenCase } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import type { ClimbStep, Remainder } from '../../investigation/ladder-climb'
import { figureCommand } from '../../report/command/figure-command'
import { CopyButton } from '../parts/hash'
import { RowLink } from '../parts/links'

/** The rungs that were climbed: of each source what remains, leading to it, and its command. */
export function ClimbTable({ steps }: { readonly steps: readonly ClimbStep[] }) {
  return (
    <div className="ladder climb-steps">
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">Source</th>
            <th scope="col" className="end">
              Remain
            </th>
            <th scope="col" className="end">
              Bytes
            </th>
            <th scope="col" className="end">
              Five-tuples
            </th>
            <th scope="col">
              <span className="visually-hidden">Command</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.flatMap((step) =>
            step.remaining.map((remainder, i) => (
              <StepRow
                key={`${step.port}/${remainder.source}`}
                step={step}
                remainder={remainder}
                isFirst={i === 0}
              />
            )),
          )}
        </tbody>
      </table>
    </div>
  )
}

interface StepRowProps {
  readonly step: ClimbStep
  readonly remainder: Remainder
  readonly isFirst: boolean
}

function StepRow({ step, remainder, isFirst }: StepRowProps) {
  const caseId = useCaseId()
  const { evidence } = useOpenCase()
  const { source, records, bytes, tuples } = remainder
  const filter = printFilter(step.filter)
  const command = figureCommand({ of: 'count', filter: step.filter }, source, evidence, records)
  const name = step.port === null ? 'all' : `and not port ${step.port}`
  return (
    <tr>
      <th scope="row" className="mono">
        {isFirst ? name : <span className="visually-hidden">{name}</span>}
      </th>
      <td className="muted">{source === 'vpc' ? 'flow logs' : 'NetFlow'}</td>
      <td className="end num">
        <RowLink to={flowsPath(caseId, filter, { source })} title={`Flows: ${filter}`}>
          {formatCount(records)}
        </RowLink>
      </td>
      <td className="end num" title={`${formatCount(bytes)} bytes`}>
        {formatBytes(bytes)}
      </td>
      <td className="end num">{formatCount(tuples)}</td>
      <td className="end">
        <CopyButton
          text={command}
          what={`command of ${name} in ${source === 'vpc' ? 'the flow logs' : 'NetFlow'}`}
        />
      </td>
    </tr>
  )
}
