import type { Carrier, Container, EvidenceFile, FlowLogFormat } from '../../shared/evidence/evidence'
import { formatCount, formatCounted } from '../../shared/format/number'
import type { ZipReading } from './containers/read-zip'
import type { Content, EvidenceContents } from './evidence-content'
import type { FlowLogResult } from './flow-log-parser'

/** What was read of one evidence file. */
export interface Reading {
  readonly contents: EvidenceContents
  readonly container: Container
  readonly content: Content | null
  readonly zip: ZipReading | null
  readonly named: string | null
  /** On disk. */
  readonly sizeBytes: number
}

type Facts = Pick<EvidenceFile, 'kind' | 'remark'> & Partial<EvidenceFile>

/** The part of an evidence record that tells what is in the file. */
export function factsOf(reading: Reading): Facts {
  const { contents, content, zip } = reading
  const log = contents.parser?.end() ?? null
  const other = zip && zip.outputs > 0 ? 'nfdump-output' : (content?.kind ?? 'unrecognised')
  const kind = log && isLog(reading) ? 'vpc-flow-log' : other
  const members = zip?.members ?? []
  if (!log || kind !== 'vpc-flow-log') {
    const formatNeeded = content?.formatNeeded ?? null
    return { kind, members, formatNeeded, remark: remarkOnOther(reading, kind) }
  }
  const { firstCommented, order, standard, ...counted } = log
  return {
    kind,
    members,
    ...counted,
    unpackedBytes: content?.unpackedBytes ?? zip?.unpackedBytes ?? reading.sizeBytes,
    format: formatOf(reading, log),
    remark: remarkOnLog(reading, log),
  }
}

function isLog({ content, zip, named }: Reading): boolean {
  return content ? content.kind === 'vpc-flow-log' : zip ? zip.logs > 0 : named === null
}

function formatOf({ contents, container, zip }: Reading, log: FlowLogResult): FlowLogFormat {
  const carriers = [...contents.found.carriers]
  const [first] = carriers
  const carrier: Carrier = carriers.length === 1 && first ? first : 'mixed'
  const unit = carrier === 'json' ? 'event' : carrier === 'parquet' ? 'row' : 'line'
  const order = log.order ?? 'header'
  const archive = zip
    ? `zip archive of ${formatCounted(zip.memberCount, 'file')}, ${formatCount(zip.logs)} of them flow logs: `
    : ''
  const packed = container === 'none' || zip ? '' : `, packed with ${container}`
  return {
    carrier,
    unit,
    order,
    description: `${archive}${carriers.map((name) => carrierText(name, contents)).join(' and ')}${packed}; ${orderText(log)}`,
  }
}

function carrierText(carrier: Carrier, { found }: EvidenceContents): string {
  const controls = found.controlMessages
  switch (carrier) {
    case 'timed-text':
      return 'text with a time before each record, as CloudWatch Logs exports it'
    case 'json':
      return `messages in JSON, as CloudWatch Logs and Firehose write it${controls > 0 ? ` (${formatCounted(controls, 'control message')} left out)` : ''}`
    case 'parquet':
      return `Parquet, written by ${found.writtenBy}`
    default:
      return 'text'
  }
}

function orderText({ order, standard }: FlowLogResult): string {
  switch (order) {
    case 'standard':
      return `no header line, but records that fit ${standard}`
    case 'given':
      return 'fields as the examiner stated them'
    case 'columns':
      return 'fields by the names of its columns'
    default:
      return 'fields by its header line'
  }
}

function remarkOnLog({ contents, zip }: Reading, log: FlowLogResult): string | null {
  const remarks: string[] = []
  if (log.commented > 0) {
    remarks.push(
      `${formatCounted(log.commented, 'record')} with a # comment behind the last field, the first in line ${formatCount(log.firstCommented)}: the comments are not kept.`,
    )
  }
  const lost = [...contents.found.lostZeros]
  if (lost.length > 0) {
    remarks.push(`Numbers in this Parquet file, so that leading zeros are lost: ${lost.join(', ')}.`)
  }
  if (zip && zip.notes > 0) remarks.push(remarkOnMembers(zip))
  return remarks.length > 0 ? remarks.join(' ') : null
}

function remarkOnMembers({ members, notes }: ZipReading): string {
  const first = members.find(({ note }) => note !== null)
  const example = first ? `, the first being ${first.path} (${first.note})` : ''
  return `${formatCounted(notes, 'file')} in the archive could not be read, or not to the end${example}.`
}

function remarkOnOther(
  { content, zip, named, sizeBytes }: Reading,
  kind: EvidenceFile['kind'],
): string | null {
  if (sizeBytes === 0) return 'The file is empty.'
  if (kind !== 'unrecognised') return zip && zip.notes > 0 ? remarkOnMembers(zip) : null
  if (zip) {
    const rest = zip.notes > 0 ? ` ${remarkOnMembers(zip)}` : ''
    return `Zip archive of ${formatCounted(zip.memberCount, 'file')} without a flow log: hashed, not analysed.${rest}`
  }
  const needed = content?.formatNeeded
  if (needed) {
    return `Looks like a flow log without a header line: ${needed.columns} fields in an order that is not known. Not read; state its format to have it read.`
  }
  const what = named ?? content?.named
  if (!what) return 'No flow log, packet capture or nfcapd file: hashed, not analysed.'
  return `This is ${what}: hashed, not analysed.${adviceFor(what)}`
}

function adviceFor(what: string): string {
  if (what.includes('UTF-16')) return ' Convert a copy to UTF-8 to have it read.'
  if (what.includes('nfdump')) {
    return ' Print the flows with "nfdump -r FILE -N -6 -o extended", where FILE is the nfcapd file that it came from, and put that, or the nfcapd file itself, into the evidence folder.'
  }
  if (what.includes('archive') || what.includes('packed')) {
    return ' Unpack it into the evidence folder to have it read.'
  }
  return ''
}
