import { Button, Tag } from '@blueprintjs/core'
import { Cog } from '@blueprintjs/icons'
import { Link } from 'wouter'
import type { FindingReview } from '../../../shared/case/case'
import { printFilter } from '../../../shared/filter/print'
import type { FlowSource } from '../../../shared/flow/block'
import { useAnswer } from '../../app/answers'
import { useCaseId } from '../../app/open-case'
import { flowsPath } from '../../app/places'
import { detectorOf } from '../../investigation/detectors/accepted-findings'
import type { Detection } from '../../investigation/detectors/detection'
import { thresholdKey } from '../../investigation/detectors/run-detectors'
import { quantityOf } from '../../investigation/quantity'
import { techniqueText } from '../../report/attack'
import { DetailPane, Fact } from '../parts/detail-pane'
import { Bytes, Count } from '../parts/figures'
import { CopyButton } from '../parts/hash'
import { Time } from '../parts/time'
import { Decision } from './decision'
import { Intervals } from './intervals'
import { Limits } from './limits'
import { SeverityTag } from './severity-tag'

interface FindingDetailProps {
  readonly detection: Detection
  readonly source: FlowSource
  readonly review: FindingReview
  onThresholds(): void
  onClose(): void
}

/** A finding with its rule, its thresholds, the flows that show it, and what the rule can't tell. */
export function FindingDetail({ detection, source, review, onThresholds, onClose }: FindingDetailProps) {
  const detector = detectorOf(detection)
  return (
    <DetailPane label={`Finding: ${detection.title}`} title={detection.title} onClose={onClose}>
      <div className="row wrapping">
        <SeverityTag severity={detection.severity} />
        {detector.attack.map((id) => (
          <Tag key={id} minimal title={`MITRE ATT&CK ${techniqueText(id)}`}>
            {id}
          </Tag>
        ))}
      </div>
      <p className="wrap">{detection.summary}</p>
      <Decision key={detection.key} detection={detection} decision={review.decisions[detection.key]} />
      <section aria-label="Evidence">
        <h3>Evidence</h3>
        <Evidence detection={detection} source={source} />
      </section>
      {detection.measures.length > 0 && (
        <section aria-label="Measures">
          <h3>Measures</h3>
          <dl className="facts">
            {detection.measures.map(([name, value]) => (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ))}
          </dl>
        </section>
      )}
      {detection.intervals && <Intervals intervals={detection.intervals} />}
      <section aria-label="Rule">
        <h3>Rule: {detector.title}</h3>
        <p className="wrap">{detector.rule}</p>
        <dl className="facts after-text">
          {detector.thresholds.map((threshold) => (
            <Fact key={threshold.id} name={threshold.label} hint={`Default: ${threshold.source}`}>
              <span className="num">
                {(
                  review.thresholds[thresholdKey(detector.id, threshold.id)] ?? threshold.value
                ).toLocaleString('en')}
              </span>{' '}
              {threshold.unit}
            </Fact>
          ))}
        </dl>
        <Button small minimal icon={<Cog />} className="after-text" onClick={onThresholds}>
          Change thresholds…
        </Button>
      </section>
      <section aria-label="What this can’t tell">
        <h3>What this can’t tell</h3>
        <p className="wrap">{detector.caveat}</p>
        <Limits of={detector} />
      </section>
    </DetailPane>
  )
}

function Evidence({ detection, source }: { readonly detection: Detection; readonly source: FlowSource }) {
  const caseId = useCaseId()
  const filter = printFilter(detection.evidence)
  const { data } = useAnswer({
    source,
    filter: detection.evidence,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
  })
  const row = data?.rows[0]
  const time = (name: 'first' | 'last') => (row?.values[name] == null ? null : Number(row.values[name]))
  return (
    <>
      <dl className="facts">
        <Fact name="Filter">
          <span className="mono wrap clamped" title={filter}>
            {filter}
          </span>
          <CopyButton text={filter} what="filter" />
        </Fact>
        {row && (
          <>
            <Fact name={source === 'vpc' ? 'Records' : 'Flows'}>
              <Count of={quantityOf(row, 'records')} />
            </Fact>
            <Fact name="Bytes">
              <Bytes of={quantityOf(row, 'bytes')} />
            </Fact>
            <Fact name="First start">
              <Time at={time('first')} />
            </Fact>
            <Fact name="Last end">
              <Time at={time('last')} />
            </Fact>
          </>
        )}
      </dl>
      <Link to={flowsPath(caseId, filter, { source })} className="text-link after-text">
        Show these flows
      </Link>
    </>
  )
}
