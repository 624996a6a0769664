import { z } from 'zod'

/**
 * The schema of findings.json, "flowcase.findings/1". Keys stand in this order; a key with nothing
 * to say is null or [], never absent. Times are epoch seconds (UTC).
 */

const count = z.number().int().nonnegative()

/** A JSON number up to 2^53, a decimal string above. */
const quantity = z.union([count, z.string().regex(/^[1-9]\d{15,}$/)])

const time = z.number().nullable()

const damage = z.strictObject({
  kind: z.enum(['truncated', 'corrupt', 'trailing-garbage', 'unreadable']),
  atByte: count,
  message: z.string(),
})

const evidence = z.strictObject({
  path: z.string(),
  kind: z.enum(['vpc-flow-log', 'pcap', 'nfcapd', 'nfdump-output', 'unrecognised', 'unreadable']),
  container: z.string(),
  sizeBytes: count,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  unpackedBytes: count,
  lines: count,
  headerLines: count,
  records: count,
  noData: count,
  skipData: count,
  malformed: count,
  blank: count,
  firstStart: time,
  lastEnd: time,
  damage: damage.nullable(),
})

const totals = z.strictObject({
  files: count,
  flowLogFiles: count,
  lines: count,
  headerLines: count,
  records: count,
  noData: count,
  skipData: count,
  malformed: count,
  blank: count,
  damagedFiles: count,
  bytes: quantity,
  packets: quantity,
  firstStart: time,
  lastEnd: time,
})

const port = z.strictObject({
  side: z.enum(['source', 'destination']),
  port: count,
  protocol: count,
  records: count,
  bytes: quantity,
  packets: quantity,
  accepted: count,
  rejected: count,
})

const service = z.strictObject({
  address: z.string(),
  port: count,
  protocol: count,
  name: z.string().nullable(),
  clients: z.array(z.string()),
  records: count,
  bytesToSuspect: quantity,
  bytesFromSuspect: quantity,
  firstStart: time,
  lastEnd: time,
})

const suspect = z.strictObject({
  address: z.string(),
  records: count,
  window: z.strictObject({ firstStart: time, lastStart: time, lastEnd: time }),
  ports: z.array(port),
  services: z.array(service),
  residue: z.strictObject({ excludedPorts: z.array(count), records: count }),
})

const netflow = z.strictObject({
  path: z.string(),
  flows: count,
  packets: quantity,
  bytes: quantity,
  first: time,
  last: time,
})

const correlation = z.strictObject({
  address: z.string(),
  matched: count,
  vpcOnly: count,
  netflowOnly: count,
  clockOffsetSeconds: z.number().nullable(),
  bytesVpc: quantity,
  bytesNetflow: quantity,
})

const finding = z.strictObject({
  id: z.string(),
  title: z.string(),
  severity: z.enum(['high', 'medium', 'low', 'info']),
  attack: z.array(z.string()),
  summary: z.string(),
  figures: z.array(z.string()),
})

const figure = z.strictObject({
  id: z.string(),
  label: z.string(),
  value: z.union([quantity, z.number()]).nullable(),
  unit: z.string(),
  source: z.enum(['vpc', 'netflow']),
  filter: z.string(),
  command: z.string(),
})

export const findingsSchema = z.strictObject({
  schema: z.literal('flowcase.findings/1'),
  tool: z.strictObject({
    name: z.literal('flowcase'),
    version: z.string(),
    nfdump: z.string().nullable(),
  }),
  case: z.strictObject({
    title: z.string(),
    examiner: z.string(),
    timeZone: z.string(),
    createdAt: count,
  }),
  evidence: z.array(evidence),
  totals,
  suspects: z.array(suspect),
  netflow: z.array(netflow),
  correlation: z.array(correlation),
  findings: z.array(finding),
  figures: z.array(figure),
})

/** What findings.json holds. */
export type FindingsFile = z.infer<typeof findingsSchema>
