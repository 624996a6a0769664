import { type CaptureSummary, OWN_READER } from '../../../shared/evidence/evidence'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCounted } from '../../../shared/format/number'

/** What nfpcapd and nfdump say of a capture, against what Flowcase's own reader counted in it. */
export interface Agreement {
  readonly equal: boolean
  /** For people. */
  readonly text: string
}

/** Null where there is one count only: no packets, or flows of the own reader's. */
export function captureAgreement(capture: CaptureSummary): Agreement | null {
  const { facts, packets, bytes, converter } = capture
  if (facts === null || converter === OWN_READER) return null
  const { flowPackets, flowBytes } = facts
  const said = (of: number, size: number) => `${formatCounted(of, 'packet')} with ${formatBytesExact(size)}`
  if (packets === flowPackets && bytes === flowBytes) {
    return { equal: true, text: `equal: ${said(packets, bytes)} by both` }
  }
  return {
    equal: false,
    text: `${converter} has ${said(packets, bytes)}, Flowcase counts ${said(flowPackets, flowBytes)}; the remark says why`,
  }
}

/** Means over the time of a capture, as capinfos gives them; null where no time passes between its packets. */
export interface CaptureRates {
  /** Seconds from the earliest to the latest packet. */
  readonly seconds: number
  readonly packetsPerSecond: number
  readonly bitsPerSecond: number
}

export function captureRates(facts: NonNullable<CaptureSummary['facts']>): CaptureRates | null {
  const { firstPacket, lastPacket, packets, bytesOnWire } = facts
  if (firstPacket === null || lastPacket === null || lastPacket <= firstPacket) return null
  const seconds = lastPacket - firstPacket
  return { seconds, packetsPerSecond: packets / seconds, bitsPerSecond: (bytesOnWire * 8) / seconds }
}
