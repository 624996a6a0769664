import { type CaseRecord, NOTHING_REVIEWED } from '../../../shared/case/case'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { FigureQuestion } from '../../../shared/findings/figure'
import { FigureMaker } from '../figures'
import type { Findings } from '../findings'
import { quantityOf, timeOf } from '../quantity'
import type { Ask, Finding } from '../types'
import type { Detection, Detector, DetectorScope } from './detection'
import { DETECTORS } from './detectors'
import { TOTALS } from './measures'
import { runDetectors, type Thresholds, thresholdKey } from './run-detectors'

export interface AcceptedFindings extends Findings {
  readonly undrawn: readonly string[]
  readonly notLookedAt: readonly string[]
}

/**
 * The findings that the examiner accepted, drawn anew from the flows with the thresholds of the case, so
 * that what the report tells is what the evidence has now.
 * @param before findings that have numbers already
 */
export async function drawAccepted(
  ask: Ask,
  { review = NOTHING_REVIEWED, suspects, networks = [] }: CaseRecord,
  evidence: readonly EvidenceFile[],
  before: number,
): Promise<AcceptedFindings> {
  const accepted = Object.entries(review.decisions).filter(([, { verdict }]) => verdict === 'accepted')
  if (accepted.length === 0) return { findings: [], figures: [], undrawn: [], notLookedAt: [] }
  const { thresholds } = review
  const { scope, detections, remarks } = await runDetectors({ ask, suspects, networks, evidence, thresholds })
  const drawn = new Set(detections.map(({ key }) => key))
  const findings: Finding[] = []
  const figures: FigureQuestion[] = []
  const kept = detections.filter(({ key }) => review.decisions[key]?.verdict === 'accepted')
  for (const detection of [...kept].sort((a, b) => a.at - b.at)) {
    if (!scope) break
    const id = `F-${before + findings.length + 1}`
    const own = await askFigures(ask, scope, detection, `detected.${findings.length + 1}`)
    figures.push(...own)
    findings.push({
      ...findingOf(detection, thresholds),
      id,
      figures: own.map((figure) => figure.id),
      comment: review.decisions[detection.key]?.comment ?? '',
    })
  }
  return {
    findings,
    figures,
    undrawn: accepted.filter(([key]) => !drawn.has(key)).map(([, { title }]) => title),
    notLookedAt: remarks.map((remark) => `${detectorOf(remark).title}: ${remark.what}`),
  }
}

export function detectorOf({ detector }: Pick<Detection, 'detector'>): Detector {
  return DETECTORS.find(({ id }) => id === detector) as Detector
}

/** "Connections: 30 connections; Window: 86,400 seconds", as the run had them. */
export function thresholdsText({ id, thresholds }: Detector, values: Thresholds): string {
  return thresholds
    .map((threshold) => {
      const value = values[thresholdKey(id, threshold.id)] ?? threshold.value
      return `${threshold.label}: ${value.toLocaleString('en')} ${threshold.unit}`
    })
    .join('; ')
}

function findingOf(detection: Detection, values: Thresholds): Omit<Finding, 'id' | 'figures' | 'comment'> {
  const detector = detectorOf(detection)
  const measures = detection.measures.map(([name, value]) => `${name}: ${value}`).join('; ')
  return {
    rule: detection.detector,
    title: detection.title,
    severity: detection.severity,
    attack: detector.attack,
    summary: measures === '' ? detection.summary : `${detection.summary} ${measures}.`,
    basis: `${detector.rule} Thresholds: ${thresholdsText(detector, values)}.`,
    caveat: [detector.caveat, ...detector.limits].join(' '),
  }
}

/** What its evidence comes to. */
async function askFigures(
  ask: Ask,
  { source }: DetectorScope,
  { evidence, title }: Detection,
  prefix: string,
): Promise<readonly FigureQuestion[]> {
  const answer = await ask({
    source,
    filter: evidence,
    groupBy: [],
    measures: TOTALS,
  })
  const row = answer.rows[0]
  const figure = new FigureMaker(source, prefix, title)
  return [
    figure.count('records', source === 'vpc' ? 'records' : 'flows', quantityOf(row, 'records'), evidence),
    figure.sum('bytes', 'bytes', quantityOf(row, 'bytes'), 'bytes', evidence),
    figure.sum('packets', 'packets', quantityOf(row, 'packets'), 'packets', evidence),
    figure.time('firstStart', 'first start', timeOf(row, 'first'), 'min', 'start', evidence),
    figure.time('lastEnd', 'last end', timeOf(row, 'last'), 'max', 'end', evidence),
  ]
}
