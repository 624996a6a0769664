import { printFilter } from '../../../shared/filter/print'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import { useCaseId } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import type { LadderStep, SourceView } from '../../investigation/types'
import { PortLabel, RowLink } from '../parts/links'
import { portColor } from './port-colors'

/** Services taken away one by one: what each takes with it, and what is left. */
export function LadderSteps({ view }: { readonly view: SourceView }) {
  const caseId = useCaseId()
  const { start, steps, residue } = view.ladder
  const whole = Math.max(1, start.records)
  const noun = view.source === 'vpc' ? 'records' : 'flows'
  const last = steps.at(-1)
  return (
    <div className="ladder">
      <table>
        <thead>
          <tr>
            <th scope="col">Take away</th>
            <th scope="col" className="ladder-bar-head">
              <span className="visually-hidden">Drawn</span>
            </th>
            <th scope="col" className="end">
              Leaves with it
            </th>
            <th scope="col" className="end">
              Remain
            </th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">nothing</th>
            <td>
              <span className="ladder-bar" aria-hidden>
                <span className="rest" style={{ width: '100%' }} />
              </span>
            </td>
            <td />
            <td className="end num">{formatCount(start.records)}</td>
          </tr>
          {steps.map((step) => (
            <StepRow key={`${step.port}/${step.protocol}`} view={view} step={step} whole={whole} />
          ))}
        </tbody>
      </table>
      <p className={`ladder-end ${residue === 0 ? 'good' : 'warn'}`}>
        {residue === 0 ? (
          <>
            <strong>The residue is empty.</strong>{' '}
            {steps.length === 1
              ? 'This is the one service'
              : `These ${formatCount(steps.length)} services are all`}{' '}
            that this address was part of.
          </>
        ) : (
          <>
            <strong>
              {formatCount(residue)} {noun} remain
            </strong>{' '}
            that none of these services explains.{' '}
            <RowLink
              className="text-link"
              to={flowsPath(caseId, printFilter(last?.filter ?? view.filter), { source: view.source })}
            >
              Look at them
            </RowLink>
          </>
        )}
      </p>
    </div>
  )
}

function StepRow({
  view,
  step,
  whole,
}: {
  readonly view: SourceView
  readonly step: LadderStep
  readonly whole: number
}) {
  const caseId = useCaseId()
  const color = portColor(view.ladder, step.port)
  const share = (records: number) => `${(records / whole) * 100}%`
  const filter = printFilter(step.filter)
  return (
    <tr>
      <th scope="row">
        <span className="swatch" style={{ background: `var(${color})` }} />
        <PortLabel port={step.port} protocol={step.protocol} />{' '}
        <span className={step.name === null ? 'unlisted' : 'muted'}>{step.name ?? 'not listed'}</span>
      </th>
      <td>
        <span className="ladder-bar" aria-hidden>
          <span className="rest" style={{ width: share(step.remaining.records) }} />
          <span style={{ width: share(step.taken.records), background: `var(${color})` }} />
        </span>
      </td>
      <td className="end num">
        {formatCount(step.taken.records)} <span className="muted">· {formatBytes(step.taken.bytes)}</span>
      </td>
      <td className="end num">
        <RowLink to={flowsPath(caseId, filter, { source: view.source })} title={`Flows: ${filter}`}>
          {formatCount(step.remaining.records)}
        </RowLink>
      </td>
    </tr>
  )
}
