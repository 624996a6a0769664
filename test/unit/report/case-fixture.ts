import type {
  CaseInvestigation,
  Finding,
  Service,
  SourceView,
  SuspectInvestigation,
  Volume,
} from '../../../src/renderer/investigation/types'
import { bareEvidence, type EvidenceFile, NO_LINES } from '../../../src/shared/evidence/evidence'
import { ANY, address, and, type Filter, not, port } from '../../../src/shared/filter/ast'
import type { FigureQuestion } from '../../../src/shared/findings/figure'

/** A small case, made up by hand: one suspect, three services, a capture, two findings. */

export const SUSPECT = '203.0.113.9'
const HOST = '10.1.2.3'
const START = 1695921755

const FIELDS =
  'version srcaddr dstaddr srcport dstport protocol bytes packets start end action log-status'.split(' ')

const LOG: EvidenceFile = {
  ...bareEvidence({ id: 0, path: 'logs/a.log.gz', sizeBytes: 1201, modifiedMs: 0 }),
  kind: 'vpc-flow-log',
  container: 'gzip',
  sha256: `${'a'.repeat(63)}1`,
  unpackedBytes: 8013,
  counts: { ...NO_LINES, lines: 103, headerLines: 1, records: 99, noData: 2, skipData: 1 },
  firstStart: START - 17,
  lastStart: START + 3500,
  lastEnd: START + 3589,
  fields: FIELDS,
  gzip: { madeOn: 'FAT', storedName: 'a.log', modified: null },
  firstLines: [FIELDS.join(' ')],
}

export const EVIDENCE: readonly EvidenceFile[] = [
  LOG,
  {
    ...LOG,
    id: 1,
    path: 'logs/b.log.gz',
    sizeBytes: 431,
    sha256: `${'b'.repeat(63)}2`,
    unpackedBytes: 2017,
    counts: { ...NO_LINES, lines: 29, headerLines: 1, records: 27, malformed: 1 },
    malformedLines: [{ line: 7, reason: 'bytes is no number', text: '2 10.1.2.3 x' }],
    damage: { kind: 'truncated', atByte: 411, message: 'gzip stream ends early, after 2017 unpacked bytes' },
  },
  {
    ...bareEvidence({ id: 2, path: 'c.pcap', sizeBytes: 90_001, modifiedMs: 0 }),
    kind: 'pcap',
    sha256: `${'c'.repeat(63)}3`,
    capture: {
      flows: 14,
      packets: 611,
      bytes: 77_003,
      first: START + 0.25,
      last: START + 601.5,
      skippedPackets: 5,
      converter: 'nfpcapd 1.7.1',
      ...{ facts: null },
    },
    remark: 'Five packets were no IP.',
  },
  {
    ...bareEvidence({ id: 3, path: 'locked.bin', sizeBytes: 12, modifiedMs: 0 }),
    kind: 'unreadable',
    remark: 'EACCES: permission denied',
  },
]

function volume(records: number, bytes: number | bigint, packets: number, rejected = 0): Volume {
  return { records, bytes, packets, accepted: records - rejected, rejected }
}

const suspectFilter: Filter = address(SUSPECT)

function service(fields: Pick<Service, 'address' | 'port' | 'name'> & Partial<Service>): Service {
  return {
    protocol: 6,
    reason: 'tcp handshake',
    clients: [fields.address === SUSPECT ? HOST : SUSPECT],
    records: 20,
    rejected: 0,
    bytesToSuspect: 3_017,
    bytesFromSuspect: 2_011,
    packetsToSuspect: 30,
    packetsFromSuspect: 31,
    connections: 4,
    firstStart: START,
    lastEnd: START + 3400,
    ...fields,
  }
}

const VIEW: SourceView = {
  source: 'vpc',
  filter: suspectFilter,
  total: volume(71, 9007199254740993n, 4_321, 2),
  window: { firstStart: START, lastStart: START + 3480, lastEnd: START + 3541, duration: 3541 },
  ports: [
    { side: 'destination', port: 8889, protocol: 6, ...volume(13, 9007199254700000n, 1_999) },
    { side: 'source', port: 80, protocol: 6, ...volume(30, 40_113, 307) },
    { side: 'source', port: 51_278, protocol: 6, ...volume(28, 880, 28) },
  ],
  services: [
    service({ address: SUSPECT, port: 8889, name: null, records: 26, bytesToSuspect: 9007199254700000n }),
    service({ address: HOST, port: 80, name: 'http', records: 41, connections: 17 }),
    service({ address: HOST, port: 22, name: 'ssh', records: 4, rejected: 2, reason: 'known service port' }),
  ],
  ladder: {
    startTuples: 39,
    start: volume(71, 9007199254740993n, 4_321, 2),
    steps: [
      {
        ...{ port: 80, protocol: 6, name: 'http' },
        taken: volume(41, 5_028, 61),
        remaining: volume(30, 9007199254735965n, 4_260, 2),
        remainingTuples: 5,
        filter: and(suspectFilter, not(port(80))),
      },
    ],
    residue: 3,
  },
  timeline: {
    bucketSeconds: 300,
    series: [
      {
        label: '80/TCP http',
        port: 80,
        buckets: [0, 1, 2].map((i) => ({ at: 1695921600 + i * 300, records: 10 + i, bytes: 1_500 + i })),
      },
      {
        label: 'other',
        port: null,
        buckets: [0, 1, 2].map((i) => ({ at: 1695921600 + i * 300, records: i, bytes: i * 777 })),
      },
    ],
  },
}

const SUSPECT_INVESTIGATION: SuspectInvestigation = {
  address: SUSPECT,
  vpc: VIEW,
  netflow: {
    ...VIEW,
    source: 'netflow',
    total: volume(14, 77_003, 611),
    services: [service({ address: HOST, port: 80, name: 'http', records: 12, bytesToSuspect: 61_001 })],
  },
  correlation: {
    filter: suspectFilter,
    aliases: [{ publicAddress: '198.51.100.200', privateAddress: HOST }],
    matched: 8,
    vpcOnly: 33,
    vpcOnlyOutsideCapture: 32,
    netflowOnly: 1,
    equalBytes: 7,
    unexplained: 1,
    clock: { seconds: 0.125, lowerQuartile: -0.25, upperQuartile: 0.5, deviation: 0.25, tuples: 8 },
    appliedOffset: null,
    bytesVpc: 9007199254740993n,
    bytesNetflow: 77_003,
    differences: [
      { difference: 'outside-captures', state: 'vpc-only', tuples: 32 },
      { difference: 'unexplained', state: 'netflow-only', tuples: 1 },
      { difference: 'rejected', state: 'vpc-only', tuples: 1 },
      { difference: 'split', state: 'matched', tuples: 1 },
    ],
    services: [
      {
        ...{ port: 80, protocol: 6, name: 'http', matched: 8, vpcOnly: 33, netflowOnly: 1, unexplained: 1 },
        bytesVpc: 9007199254740993n,
        bytesNetflow: 77_003,
      },
    ],
    bucketSeconds: 300,
    times: [],
    tuples: [
      {
        ...{ srcaddr: SUSPECT, srcport: 51_278, dstaddr: HOST, dstport: 80, protocol: 6, state: 'matched' },
        vpc: { records: 3, bytes: 1_234, packets: 11, first: START, last: START + 59 },
        netflow: { records: 2, bytes: 1_234, packets: 11, first: START + 0.25, last: START + 58.5 },
        ratio: 1,
        difference: 'split',
      },
    ],
    verdict: 'differ',
  },
}

const FINDINGS: readonly Finding[] = [
  {
    id: 'F-1',
    rule: 'http-brute-force',
    title: 'HTTP brute force against 10.1.2.3:80/TCP',
    severity: 'medium',
    attack: ['T1110', 'T1110.001'],
    summary: '203.0.113.9 opened 17 connections.',
    basis: 'At least 16 connections.',
    caveat: 'Flow data holds no URL.',
    figures: ['suspect.1.records'],
  },
  {
    id: 'F-2',
    rule: 'exfiltration-unlisted-port',
    title: 'Exfiltration to 203.0.113.9:8889/TCP',
    severity: 'high',
    attack: ['T1048', 'T9999'],
    summary: '10.1.2.3 sent much.',
    basis: 'At least 3 times what came back.',
    caveat: 'Flow data holds no content.',
    figures: ['suspect.1.bytes', 'suspect.1.window.firstStart'],
  },
]

const FIGURES: readonly FigureQuestion[] = [
  { id: 'totals.lines', label: 'Lines', value: 132, unit: 'lines', source: 'vpc', ask: { of: 'lines' } },
  {
    id: 'totals.records',
    label: 'Records',
    value: 126,
    unit: 'records',
    source: 'vpc',
    ask: { of: 'count', filter: ANY },
  },
  {
    ...{
      id: 'suspect.1.records',
      label: 'Records of the suspect',
      value: 71,
      unit: 'records',
      source: 'vpc',
    },
    ask: { of: 'count', filter: suspectFilter },
  },
  {
    ...{
      id: 'suspect.1.bytes',
      label: 'Bytes of the suspect',
      value: 9007199254740993n,
      unit: 'bytes',
      source: 'vpc',
    },
    ask: { of: 'sum', field: 'bytes', filter: suspectFilter },
  },
  {
    ...{
      id: 'suspect.1.window.firstStart',
      label: 'First start',
      value: START,
      unit: 'epoch seconds',
      source: 'vpc',
    },
    ask: { of: 'min', field: 'start', filter: suspectFilter },
  },
  {
    ...{
      id: 'suspect.1.netflow.flows',
      label: 'Flows of the suspect',
      value: 14,
      unit: 'flows',
      source: 'netflow',
    },
    ask: { of: 'count', filter: suspectFilter },
  },
  {
    ...{
      id: 'suspect.1.correlation.matched',
      label: 'Five-tuples in both',
      value: 8,
      unit: 'five-tuples',
      source: 'netflow',
    },
    ask: { of: 'tuples', state: 'matched', filter: suspectFilter, aliases: [] },
  },
  {
    ...{
      id: 'suspect.1.none',
      label: 'First start of none',
      value: null,
      unit: 'epoch seconds',
      source: 'vpc',
    },
    ask: { of: 'min', field: 'start', filter: not(ANY) },
  },
]

export const INVESTIGATION: CaseInvestigation = {
  undrawn: [],
  notLookedAt: [],
  record: {
    id: 'case',
    title: 'Case 7',
    examiner: 'E. Examiner',
    timeZone: 'UTC',
    folderId: '0123456789abcdef',
    folderPath: '/evidence/case 7',
    createdAt: 1_700_000_000,
    openedAt: 1_700_000_000,
    state: 'complete',
    flows: 140,
    suspects: [SUSPECT],
    notes: '',
  },
  evidence: EVIDENCE,
  totals: {
    files: 4,
    flowLogFiles: 2,
    ...{ lines: 132, headerLines: 2, records: 126, noData: 2, skipData: 1, malformed: 1, blank: 0 },
    damagedFiles: 1,
    bytes: 9007199254999999n,
    packets: 9_876,
    firstStart: START - 17,
    lastEnd: START + 3589,
  },
  suspects: [SUSPECT_INVESTIGATION],
  findings: FINDINGS,
  figures: FIGURES,
}
