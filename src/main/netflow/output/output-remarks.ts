import type { NfdumpOutput } from '../../../shared/evidence/evidence'
import { counted, joined } from '../remarks'
import type { LocalClock } from './local-clock'
import type { StatedSums, SummaryLines } from './summary-lines'

/** What was met in the flows of nfdump's output, beside what is counted of its lines. */
export interface OutputFindings {
  readonly output: NfdumpOutput
  readonly summary: SummaryLines
  readonly clock: LocalClock
  readonly cutToSeconds: boolean
  /** Addresses out of which nfdump cut the middle. */
  readonly shortened: number
  /** Flows of which another number stands where the bytes belong. */
  readonly withoutBytes: number
  /** Lines with both directions. */
  readonly bothDirections: number
  /** Lines that stand for several flows. */
  readonly aggregated: number
  readonly firstMalformed: number | null
  /** Over the lines with a flow. */
  readonly sums: StatedSums
}

/** What an examiner should know of flows that somebody else had nfdump print. */
export function outputRemark(found: OutputFindings): string | null {
  const { output, shortened, withoutBytes } = found
  const rounded = output.inexactFlows - withoutBytes
  return joined(
    output.zoneAssumed
      ? 'nfdump printed the local time of its machine, and the file does not say of which time zone: UTC is assumed. State the time zone in Evidence, or compare a flow whose time is known before you rely on the times.'
      : null,
    stated(found),
    found.cutToSeconds ? 'The times have full seconds only.' : null,
    rounded > 0
      ? `${counted(rounded, 'flow has', 'flows have')} rounded packets or bytes ("1.2 M"): sums over them are inexact. "nfdump -N" prints them in full.`
      : null,
    withoutBytes > 0
      ? `${counted(withoutBytes, 'flow has', 'flows have')} the number of packets in the place of the bytes, a fault of some versions of nfdump: the bytes are not known.`
      : null,
    shortened > 0
      ? `${counted(shortened, 'IPv6 address is', 'IPv6 addresses are')} shortened ("2001:db..55:6666") and so not known. "nfdump -6" prints them in full.`
      : null,
    output.format === 'line' || output.format === 'biline'
      ? `The format "${output.format}" has no TCP flags.`
      : null,
    found.bothDirections > 0
      ? `${counted(found.bothDirections, 'line has', 'lines have')} packets of both directions: each is two flows here, with the times of both together.`
      : null,
    found.aggregated > 0
      ? `${counted(found.aggregated, 'line stands', 'lines stand')} for several flows that nfdump had put together: what they have not in common is lost.`
      : null,
    output.withoutPackets > 0
      ? `${counted(output.withoutPackets, 'row', 'rows')} without packets of their own (outer halves of tunnels) ${output.withoutPackets === 1 ? 'is' : 'are'} in no figure.`
      : null,
    malformed(found),
    completeness(found),
  )
}

/** How the local times of a stated zone were read. */
function stated({ output, clock }: OutputFindings): string | null {
  if (!output.zone) return null
  return joined(
    `nfdump printed the local time of its machine, which is ${output.zone} as the examiner stated; the times are converted to UTC.`,
    clock.repeated > 0
      ? `${counted(clock.repeated, 'time lies', 'times lie')} in an hour that the clock there shows twice, when it is set back: the earlier is taken.`
      : null,
    clock.skipped > 0
      ? `${counted(clock.skipped, 'time lies', 'times lie')} in an hour that the clock there never shows, when it is set forward: another time zone may be the right one.`
      : null,
  )
}

function malformed({ output, firstMalformed }: OutputFindings): string | null {
  if (output.malformed === 0) return null
  return `${counted(output.malformed, output.unit)} could not be read, the first being number ${firstMalformed}.`
}

/** Whether the file has all the flows that nfdump looked at. */
function completeness({ output, summary, sums }: OutputFindings): string | null {
  const { filtered, top } = summary
  return joined(
    top !== null ? `It is a list of the largest ${top} flows only.` : null,
    filtered && filtered.passed < filtered.processed
      ? `nfdump was asked for a part only: it printed ${filtered.passed} of ${counted(filtered.processed, 'flow')}.`
      : null,
    summary.sums ? difference(summary.sums, sums, top !== null) : noSummary(output),
  )
}

function difference(stated: StatedSums, sums: StatedSums, part: boolean): string | null {
  // The largest flows are summed up with all the others.
  if (part) return null
  const differs = (['flows', 'packets', 'bytes'] as const).filter(
    (key) => stated[key] !== null && sums[key] !== null && stated[key] !== sums[key],
  )
  if (differs.length === 0) return null
  const said = differs.map((key) => `${stated[key]} ${key}`).join(', ')
  const have = differs.map((key) => `${sums[key]} ${key}`).join(', ')
  return `nfdump's summary at the end says ${said}; the lines have ${have}: lines are missing or were changed.`
}

function noSummary({ format }: NfdumpOutput): string | null {
  if (format === 'json' || format === 'pipe') return null
  return 'It has no summary of nfdump at its end: it was printed with -q, or the end is missing.'
}
