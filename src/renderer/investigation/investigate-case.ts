import type { CaseRecord } from '../../shared/case/case'
import { type EvidenceFile, type LineCounts, NO_LINES } from '../../shared/evidence/evidence'
import { ANY } from '../../shared/filter/ast'
import { scopeOf } from './correlation-scope'
import { drawAccepted } from './detectors/accepted-findings'
import { suspectFigures, totalFigures } from './figures'
import { drawFindings } from './findings'
import { investigateSuspect } from './investigate-suspect'
import { quantityOf } from './quantity'
import type { Ask, CaseInvestigation, CaseTotals, SuspectInvestigation } from './types'
import { WINDOW_MEASURES, windowOf } from './volumes'

/**
 * All that the report tells, for the suspects of the record in their order. The case must not
 * change meanwhile. Throws when a suspect is no IP address.
 */
export async function investigateCase(
  ask: Ask,
  record: CaseRecord,
  evidence: readonly EvidenceFile[],
): Promise<CaseInvestigation> {
  const totals = await totalsOf(ask, evidence)
  const scope = scopeOf(evidence, record)
  const suspects: SuspectInvestigation[] = []
  for (const address of record.suspects) suspects.push(await investigateSuspect(ask, address, scope))
  const { findings, figures } = await drawFindings(ask, suspects, record.networks ?? [])
  const accepted = await drawAccepted(ask, record, evidence, findings.length)
  return {
    record,
    evidence,
    totals,
    suspects,
    findings: [...findings, ...accepted.findings],
    undrawn: accepted.undrawn,
    notLookedAt: accepted.notLookedAt,
    figures: [
      ...totalFigures(totals),
      ...suspects.flatMap((suspect, index) => suspectFigures(suspect, index + 1)),
      ...figures,
      ...accepted.figures,
    ],
  }
}

/** Counts are those of the evidence files; bytes, packets and times are of all records. */
export async function totalsOf(ask: Ask, evidence: readonly EvidenceFile[]): Promise<CaseTotals> {
  const answer = await ask({
    source: 'vpc',
    filter: ANY,
    groupBy: [],
    measures: [
      { as: 'bytes', op: 'sum', field: 'bytes' },
      { as: 'packets', op: 'sum', field: 'packets' },
      ...WINDOW_MEASURES,
    ],
  })
  const row = answer.rows[0]
  const { firstStart, lastEnd } = windowOf(row)
  const logs = evidence.filter((file) => file.kind === 'vpc-flow-log')
  return {
    files: evidence.length,
    flowLogFiles: logs.length,
    ...logs.reduce((sum, file) => addCounts(sum, file.counts), NO_LINES),
    damagedFiles: evidence.filter((file) => file.damage !== null).length,
    bytes: quantityOf(row, 'bytes'),
    packets: quantityOf(row, 'packets'),
    firstStart,
    lastEnd,
  }
}

function addCounts(a: LineCounts, b: LineCounts): LineCounts {
  return {
    lines: a.lines + b.lines,
    headerLines: a.headerLines + b.headerLines,
    records: a.records + b.records,
    noData: a.noData + b.noData,
    skipData: a.skipData + b.skipData,
    malformed: a.malformed + b.malformed,
    blank: a.blank + b.blank,
  }
}
