import type { EvidenceFile } from '../../shared/evidence/evidence'
import { ANY } from '../../shared/filter/ast'
import { canonicalAddress } from '../../shared/flow/address'
import { type CaptureSpan, correlate } from './correlation'
import { timeOf } from './quantity'
import { investigateSource } from './source-view'
import type { Ask, SuspectInvestigation } from './types'

/** What of the case an investigation needs to know beside its flows. */
export interface InvestigationScope {
  readonly hasNetflow: boolean
  /** Times that the captures cover; without them, from the first to the last NetFlow of the case. */
  readonly captures?: readonly CaptureSpan[]
}

export function scopeOf(evidence: readonly EvidenceFile[]): InvestigationScope {
  const captures: CaptureSpan[] = []
  let hasNetflow = false
  for (const { capture } of evidence) {
    if (!capture || capture.flows === 0) continue
    hasNetflow = true
    if (capture.first !== null && capture.last !== null) {
      captures.push({ first: capture.first, last: capture.last })
    }
  }
  return captures.length > 0 ? { hasNetflow, captures } : { hasNetflow }
}

/**
 * Everything that both sources tell of an address, in any spelling. The case must not change
 * meanwhile. Throws when the text is no IP address.
 */
export async function investigateSuspect(
  ask: Ask,
  address: string,
  scope: InvestigationScope,
): Promise<SuspectInvestigation> {
  const suspect = canonicalAddress(address.trim())
  if (suspect === null) {
    throw new Error(`“${address}” is no IP address. Enter one as 203.0.113.9 or 2001:db8::9.`)
  }
  const vpc = await investigateSource(ask, 'vpc', suspect)
  if (!scope.hasNetflow) return { address: suspect, vpc: vpc.view, netflow: null, correlation: null }
  const netflow = await investigateSource(ask, 'netflow', suspect)
  const spans = scope.captures ?? (await askCaptureSpan(ask))
  return {
    address: suspect,
    vpc: vpc.view,
    netflow: netflow.view,
    correlation: correlate(suspect, vpc.conversations, netflow.conversations, spans),
  }
}

async function askCaptureSpan(ask: Ask): Promise<readonly CaptureSpan[]> {
  const answer = await ask({
    source: 'netflow',
    filter: ANY,
    groupBy: [],
    measures: [
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
  })
  const first = timeOf(answer.rows[0], 'first')
  const last = timeOf(answer.rows[0], 'last')
  return first === null || last === null ? [] : [{ first, last }]
}
