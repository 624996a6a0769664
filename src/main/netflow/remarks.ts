import type { NfpcapdLog } from './nfpcapd-log'
import type { FlowReader } from './read-flows'

/** What an examiner should know of a capture that was converted; null when there is nothing. */
export function conversionRemark(log: NfpcapdLog, flows: FlowReader): string | null {
  const parts = [packetsRemark(log, flows.packets), timesRemark(flows)].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' ') : null
}

/** Which packets are in no flow, and why as far as nfpcapd says. */
function packetsRemark(log: NfpcapdLog, inFlows: number): string | null {
  const { totals } = log
  if (!totals || totals.processed <= inFlows) return null
  const missing = totals.processed - inFlows
  const others = missing - totals.skipped - totals.short - totals.unknown
  const protocols = [...log.protocols].sort((a, b) => b[1] - a[1]).slice(0, 3)
  const named = protocols.length > 0 ? ` (EtherType ${protocols.map(([type]) => type).join(', ')})` : ''
  const reasons = [
    totals.skipped > 0 ? `${totals.skipped} of a protocol that nfpcapd does not decode${named}` : null,
    totals.short > 0 ? `${totals.short} captured too short to decode` : null,
    totals.unknown > 0 ? `${totals.unknown} that nfpcapd does not know` : null,
    others > 0 ? `${others} that are not IP, such as ARP, or are fragments of a counted packet` : null,
  ].filter((reason) => reason !== null)
  return `${missing} of ${totals.processed} packets are in no flow: ${reasons.join('; ')}.`
}

function timesRemark(flows: FlowReader): string | null {
  const parts = [
    flows.impossibleTimes > 0
      ? `${ofFlows(flows.impossibleTimes)} a time outside of 1970 to 2105 and no such time is shown.`
      : null,
    flows.swappedTimes > 0
      ? `${ofFlows(flows.swappedTimes)} packets out of order: start and end are the earlier and the later of the first and the last packet in the file.`
      : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(' ') : null
}

function ofFlows(count: number): string {
  return count === 1 ? '1 flow has' : `${count} flows have`
}
