import type { CaptureFacts, CaptureSummary, NfdumpOutput } from '../../../shared/evidence/evidence'
import { formatBytes, formatBytesExact } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { Fact } from '../parts/detail-pane'
import { Time } from '../parts/time'
import { captureAgreement, captureRates } from './capture-agreement'

/** What a capture became, and what lies in it. */
export function CaptureSummaryFacts({ capture }: { readonly capture: CaptureSummary }) {
  const { facts } = capture
  const agreement = captureAgreement(capture)
  return (
    <>
      <Fact name="Became">
        {formatCounted(capture.flows, 'flow')}, {formatCounted(capture.packets, 'packet')},{' '}
        {formatBytesExact(capture.bytes)}
        {capture.skippedPackets > 0 && `; ${formatCounted(capture.skippedPackets, 'packet')} in no flow`}
      </Fact>
      {capture.output ? (
        <OutputFacts output={capture.output} />
      ) : (
        <Fact name="Converted by">{capture.converter}</Fact>
      )}
      {agreement && (
        <Fact name="Counted twice">
          <span className={agreement.equal ? undefined : 'warning-text'}>{agreement.text}</span>
        </Fact>
      )}
      <Fact name="First flow">
        <Time at={capture.first} />
      </Fact>
      <Fact name="Last flow">
        <Time at={capture.last} />
      </Fact>
      {facts && <PacketFacts facts={facts} />}
    </>
  )
}

/** How nfdump printed the flows, and what its lines are. */
function OutputFacts({ output }: { readonly output: NfdumpOutput }) {
  const { lines, headers, flows, withoutPackets, summary, blank, malformed, inexactFlows } = output
  return (
    <>
      <Fact name="Printed by">nfdump -o {output.format}</Fact>
      <Fact name={output.unit === 'line' ? 'Lines' : 'Records'}>
        {formatCount(lines)} = {formatCounted(headers, 'header')} + {formatCounted(flows, 'flow')} +{' '}
        {formatCount(withoutPackets)} without packets + {formatCount(summary)} of the summary +{' '}
        {formatCount(malformed)} malformed + {formatCount(blank)} blank
      </Fact>
      <Fact name="Exactness">
        {inexactFlows === 0
          ? 'packets and bytes of all flows are exact'
          : `packets or bytes of ${formatCounted(inexactFlows, 'flow')} are inexact`}
      </Fact>
      {(output.zoneAssumed || output.zone) && (
        <Fact name="Time zone">
          {output.zone
            ? `${output.zone}, as the examiner stated: local times, converted to UTC`
            : 'not known: local times, taken for UTC'}
        </Fact>
      )}
    </>
  )
}

function PacketFacts({ facts }: { readonly facts: CaptureFacts }) {
  const left = withoutFlow(facts)
  const rates = captureRates(facts)
  return (
    <>
      <Fact name="Format">
        {facts.format}, {facts.byteOrder} endian, times in {facts.timeUnit}
      </Fact>
      <Fact name={facts.interfaces.length === 1 ? 'Interface' : 'Interfaces'}>
        <ul className="plain">
          {facts.interfaces.map((one, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the interfaces of a file have no other name, and stay in order
            <li key={i}>
              {one.name ? `${one.name}: ` : ''}
              {one.linkName},{' '}
              {one.snapLength === 0 ? 'whole packets' : `${formatCount(one.snapLength)} bytes of each packet`}
              , {formatCounted(one.packets, 'packet')}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name="Packets">
        {formatCount(facts.packets)}
        {facts.cutPackets > 0 && `, ${formatCount(facts.cutPackets)} of them cut`}
        {facts.packets > 1 &&
          (facts.outOfOrder > 0
            ? `, ${formatCount(facts.outOfOrder)} earlier than the one before`
            : ', in order of time')}
        {facts.impossibleTimes > 0 && `, ${formatCount(facts.impossibleTimes)} with impossible times`}
        {facts.dropped !== null && `, ${formatCount(facts.dropped)} lost when they were captured`}
      </Fact>
      <Fact name="On the wire">{formatBytesExact(facts.bytesOnWire)}</Fact>
      <Fact name="Kept of it">{formatBytesExact(facts.bytesCaptured)}</Fact>
      <Fact name="First packet">
        <Time at={cut(facts.firstPacket)} />
      </Fact>
      <Fact name="Last packet">
        <Time at={cut(facts.lastPacket)} />
      </Fact>
      {rates && (
        <Fact name="Duration">
          {formatDuration(rates.seconds)}: {rate(rates.packetsPerSecond)} packets/s,{' '}
          {rate(rates.bitsPerSecond / 1000)} kbit/s
        </Fact>
      )}
      {facts.packets > 0 && (
        <Fact name="Mean packet">{formatBytes(Math.round(facts.bytesOnWire / facts.packets))}</Fact>
      )}
      {left.length > 0 && <Fact name="In no flow">{left.join('; ')}</Fact>}
      {facts.writtenBy !== null && <Fact name="Written by">{facts.writtenBy}</Fact>}
    </>
  )
}

/** Microseconds cut off, not rounded: as nfdump has them of the flows. */
function cut(time: number | null): number | null {
  return time === null ? null : Math.floor(time * 1000) / 1000
}

/** A mean with at most two decimals. */
function rate(value: number): string {
  return formatCount(Math.round(value * 100) / 100)
}

function withoutFlow({ withoutFlow: left }: CaptureFacts): readonly string[] {
  const reasons: readonly (readonly [number, string])[] = [
    [left.notIp, 'not IP'],
    [left.tooShort, 'cut before their ports'],
    [left.malformed, 'malformed'],
    [left.unknownLink, 'of a link type that is not decoded'],
    [left.joinedFragments, 'fragments that count with their datagram'],
    [left.incompleteFragments, 'fragments of incomplete datagrams'],
  ]
  return reasons.filter(([count]) => count > 0).map(([count, reason]) => `${formatCount(count)} ${reason}`)
}
