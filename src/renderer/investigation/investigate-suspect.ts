import { canonicalAddress } from '../../shared/flow/address'
import { correlate } from './correlation'
import { askCorrelationScope, type InvestigationScope } from './correlation-scope'
import { investigateSource } from './source-view'
import type { Ask, Correlation, SuspectInvestigation, SuspectSources } from './types'

/**
 * Everything that both sources tell of an address, in any spelling. The case must not change
 * meanwhile. Throws when the text is no IP address.
 */
export async function investigateSuspect(
  ask: Ask,
  address: string,
  scope: InvestigationScope,
): Promise<SuspectInvestigation> {
  const sources = await investigateSources(ask, address, scope)
  return { ...sources, correlation: await compareSources(ask, address, scope) }
}

/** What each source tells of an address for itself. */
export async function investigateSources(
  ask: Ask,
  address: string,
  { hasNetflow, ladders }: InvestigationScope,
): Promise<SuspectSources> {
  const suspect = addressOf(address)
  const ladder = ladders?.[suspect]
  const vpc = await investigateSource(ask, 'vpc', suspect, ladder)
  const netflow = hasNetflow ? await investigateSource(ask, 'netflow', suspect, ladder) : null
  return { address: suspect, vpc, netflow }
}

/** Whether both sources tell the same of an address; null when the case has no converted capture. */
export async function compareSources(
  ask: Ask,
  address: string,
  scope: InvestigationScope,
): Promise<Correlation | null> {
  const suspect = addressOf(address)
  if (!scope.hasNetflow) return null
  const compared = await askCorrelationScope(ask, scope)
  return correlate(ask, compared.aliases.filter([suspect]), compared)
}

function addressOf(text: string): string {
  const address = canonicalAddress(text.trim())
  if (address === null) {
    throw new Error(`“${text}” is no IP address. Enter one as 203.0.113.9 or 2001:db8::9.`)
  }
  return address
}
