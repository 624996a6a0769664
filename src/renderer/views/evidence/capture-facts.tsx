import type { CaptureFacts, CaptureSummary, NfdumpOutput } from '../../../shared/evidence/evidence'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { Fact } from '../parts/detail-pane'
import { Time } from '../parts/time'

/** What a capture became, and what lies in it. */
export function CaptureSummaryFacts({ capture }: { readonly capture: CaptureSummary }) {
  const { facts } = capture
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
        {output.zoneAssumed && '; local times of an unknown time zone, taken for UTC'}
      </Fact>
    </>
  )
}

function PacketFacts({ facts }: { readonly facts: CaptureFacts }) {
  const left = withoutFlow(facts)
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
        {facts.outOfOrder > 0 && `, ${formatCount(facts.outOfOrder)} out of order`}
        {facts.impossibleTimes > 0 && `, ${formatCount(facts.impossibleTimes)} with impossible times`}
        {facts.dropped !== null && `, ${formatCount(facts.dropped)} lost when they were captured`}
      </Fact>
      <Fact name="On the wire">{formatBytesExact(facts.bytesOnWire)}</Fact>
      <Fact name="Kept of it">{formatBytesExact(facts.bytesCaptured)}</Fact>
      <Fact name="First packet">
        <Time at={facts.firstPacket} />
      </Fact>
      <Fact name="Last packet">
        <Time at={facts.lastPacket} />
      </Fact>
      {left.length > 0 && <Fact name="In no flow">{left.join('; ')}</Fact>}
      {facts.writtenBy !== null && <Fact name="Written by">{facts.writtenBy}</Fact>}
    </>
  )
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
