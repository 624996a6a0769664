import type { CaptureFacts, PacketsWithoutFlow } from '../../shared/evidence/evidence'
import { etherTypeName } from '../packets/ether-types'
import { linkTypeName } from '../packets/link-types'
import type { CaptureReading } from '../packets/read-capture'

/** Sentences in the order given, without those that have nothing to say; null when none has. */
export function joined(...parts: readonly (string | null)[]): string | null {
  const said = parts.filter((part) => part !== null)
  return said.length > 0 ? said.join(' ') : null
}

/** What an examiner should know of the packets of a capture; null when there is nothing. */
export function captureRemark(reading: CaptureReading): string | null {
  const { facts, zeroLength, extensionHeaders } = reading
  return joined(
    packetsRemark(facts),
    facts.dropped ? `The capturing system says that it lost ${counted(facts.dropped, 'packet')}.` : null,
    zeroLength > 0
      ? `${counted(zeroLength, 'packet has', 'packets have')} a length of 0 in the IP header, as segmentation offload leaves it: the bytes are in no figure.`
      : null,
    extensionHeaders > 0
      ? `${counted(extensionHeaders, 'IPv6 packet has', 'IPv6 packets have')} extension headers; their flows have the number of the first one as the protocol, and no ports.`
      : null,
    facts.impossibleTimes > 0
      ? `${counted(facts.impossibleTimes, 'packet has', 'packets have')} no time stamp that can be.`
      : null,
  )
}

/** Which packets are in no flow, and why. */
function packetsRemark(facts: CaptureFacts): string | null {
  const missing = facts.packets - facts.flowPackets
  if (missing === 0) return null
  const { withoutFlow: without } = facts
  const reasons = [
    without.notIp > 0 ? `${without.notIp} that are not IP${protocols(facts)}` : null,
    without.tooShort > 0 ? `${without.tooShort} captured too short to decode` : null,
    without.malformed > 0 ? `${without.malformed} with headers that contradict themselves` : null,
    without.unknownLink > 0
      ? `${without.unknownLink} of a link type that is not decoded${unknownLinks(facts)}`
      : null,
    fragments(without),
  ].filter((reason) => reason !== null)
  return `${missing} of ${facts.packets} packets are in no flow: ${reasons.join('; ')}.`
}

function fragments(without: PacketsWithoutFlow): string | null {
  const parts = [
    without.joinedFragments > 0
      ? `${without.joinedFragments} further fragments of datagrams, each of which counts as one packet`
      : null,
    without.incompleteFragments > 0
      ? `${without.incompleteFragments} fragments of datagrams of which a part is missing`
      : null,
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join('; ') : null
}

function protocols(facts: CaptureFacts): string {
  const names = facts.otherProtocols.slice(0, 3).map(({ etherType }) => etherTypeName(etherType))
  const more = facts.otherProtocols.length > 3 ? ' and others' : ''
  return names.length > 0 ? ` (${[...new Set(names)].join(', ')}${more})` : ''
}

function unknownLinks(facts: CaptureFacts): string {
  // Those that are decoded are named too when the file mixes them: which is which, the card of facts tells.
  const names = new Set(facts.interfaces.map(({ linkType }) => linkTypeName(linkType)))
  return names.size > 0 ? ` (${[...names].join(', ')})` : ''
}

/** What an examiner should know of the times of flows. */
export function timesRemark(flows: {
  readonly impossibleTimes: number
  readonly swappedTimes?: number
}): string | null {
  const { impossibleTimes, swappedTimes = 0 } = flows
  return joined(
    impossibleTimes > 0
      ? `${counted(impossibleTimes, 'flow has', 'flows have')} a time outside of 1970 to 2105 and no such time is shown.`
      : null,
    swappedTimes > 0
      ? `${counted(swappedTimes, 'flow has', 'flows have')} packets out of order: start and end are the earlier and the later of the first and the last packet in the file.`
      : null,
  )
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
