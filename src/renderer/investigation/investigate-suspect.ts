import { canonicalAddress } from '../../shared/flow/address'
import { correlate } from './correlation'
import { askCorrelationScope, type InvestigationScope } from './correlation-scope'
import { investigateSource } from './source-view'
import type { Ask, SuspectInvestigation } from './types'

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
  const vpc = await investigateSource(ask, 'vpc', suspect, scope.ladders?.[suspect])
  if (!scope.hasNetflow) return { address: suspect, vpc: vpc, netflow: null, correlation: null }
  const netflow = await investigateSource(ask, 'netflow', suspect, scope.ladders?.[suspect])
  const compared = await askCorrelationScope(ask, scope)
  return {
    address: suspect,
    vpc: vpc,
    netflow: netflow,
    correlation: await correlate(ask, compared.aliases.filter([suspect]), compared),
  }
}
