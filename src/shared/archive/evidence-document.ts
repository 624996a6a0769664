import { z } from 'zod'
import type {
  ArchiveMember,
  ByteRange,
  CapturedInterface,
  CaptureFacts,
  CaptureSummary,
  Damage,
  EvidenceFile,
  FlowLogFormat,
  FormatNeeded,
  GzipOrigin,
  LineCounts,
  MalformedLine,
  NfdumpOutput,
  PacketsWithoutFlow,
  UnloggedWindow,
} from '../evidence/evidence'
import { count, documentOf, sha256 } from './document-of'

const text = z.string()
const time = z.number().nullable()

const kind = z.enum(['vpc-flow-log', 'pcap', 'nfcapd', 'nfdump-output', 'unrecognised', 'unreadable'])
const container = z.enum(['none', 'gzip', 'zstd', 'zip'])

const lineCounts = documentOf<LineCounts>()({
  lines: count,
  headerLines: count,
  records: count,
  noData: count,
  skipData: count,
  malformed: count,
  blank: count,
})

const flowLogFormat = documentOf<FlowLogFormat>()({
  carrier: z.enum(['text', 'timed-text', 'json', 'parquet', 'mixed']),
  unit: z.enum(['line', 'event', 'row']),
  order: z.enum(['header', 'standard', 'given', 'columns']),
  description: text,
})

const formatNeeded = documentOf<FormatNeeded>()({
  columns: count,
  kinds: z.array(z.enum(['address', 'number', 'text'])),
  firstRecords: z.array(z.array(text)),
})

const archiveMember = documentOf<ArchiveMember>()({
  path: text,
  kind,
  container,
  sizeBytes: count,
  firstLine: count.nullable(),
  lines: count,
  note: text.nullable(),
})

const damage = documentOf<Damage>()({
  kind: z.enum(['truncated', 'corrupt', 'trailing-garbage', 'unreadable']),
  atByte: count,
  message: text,
  lost: z.exactOptional(z.array(documentOf<ByteRange>()({ from: count, to: count }))),
})

const malformedLine = documentOf<MalformedLine>()({ line: count, reason: text, text })

const unloggedWindow = documentOf<UnloggedWindow>()({
  status: z.enum(['NODATA', 'SKIPDATA']),
  interfaceId: text.nullable(),
  start: z.number(),
  end: z.number(),
})

const gzipOrigin = documentOf<GzipOrigin>()({ madeOn: text, storedName: text.nullable(), modified: time })

const capturedInterface = documentOf<CapturedInterface>()({
  linkType: count,
  linkName: text,
  snapLength: count,
  name: text.nullable(),
  packets: count,
})

const withoutFlow = documentOf<PacketsWithoutFlow>()({
  notIp: count,
  tooShort: count,
  malformed: count,
  unknownLink: count,
  joinedFragments: count,
  incompleteFragments: count,
})

const captureFacts = documentOf<CaptureFacts>()({
  format: z.enum(['pcap', 'pcapng']),
  byteOrder: z.enum(['big', 'little']),
  timeUnit: text,
  interfaces: z.array(capturedInterface),
  packets: count,
  bytesOnWire: count,
  bytesCaptured: count,
  cutPackets: count,
  firstPacket: time,
  lastPacket: time,
  outOfOrder: count,
  impossibleTimes: count,
  dropped: count.nullable(),
  flowPackets: count,
  flowBytes: count,
  withoutFlow,
  otherProtocols: z.array(z.object({ etherType: count, packets: count })),
  writtenBy: text.nullable(),
})

const nfdumpOutput = documentOf<NfdumpOutput>()({
  format: z.enum(['line', 'long', 'extended', 'biline', 'bilong', 'csv', 'pipe', 'json', 'raw']),
  unit: z.enum(['line', 'record']),
  lines: count,
  headers: count,
  flows: count,
  withoutPackets: count,
  summary: count,
  blank: count,
  malformed: count,
  inexactFlows: count,
  zoneAssumed: z.boolean(),
  zone: z.exactOptional(text.nullable()),
})

const captureSummary = documentOf<CaptureSummary>()({
  flows: count,
  packets: count,
  bytes: count,
  first: time,
  last: time,
  skippedPackets: count,
  converter: text,
  facts: captureFacts.nullable(),
  output: z.exactOptional(nfdumpOutput),
})

export const evidenceDocument = documentOf<EvidenceFile>()({
  id: count.max(0xffff_ffff),
  path: text.min(1),
  kind,
  container,
  sizeBytes: count,
  modifiedMs: z.number(),
  sha256: sha256.nullable(),
  unpackedBytes: count,
  counts: lineCounts,
  unterminated: z.boolean(),
  commented: count,
  firstStart: time,
  lastStart: time,
  lastEnd: time,
  fields: z.array(text).nullable(),
  format: flowLogFormat.nullable(),
  formatNeeded: formatNeeded.nullable(),
  members: z.array(archiveMember),
  gzip: gzipOrigin.nullable(),
  firstLines: z.array(text),
  malformedLines: z.array(malformedLine),
  unlogged: z.exactOptional(z.array(unloggedWindow)),
  damage: damage.nullable(),
  capture: captureSummary.nullable(),
  duplicateOf: text.nullable(),
  remark: text.nullable(),
}) satisfies z.ZodType<EvidenceFile>
