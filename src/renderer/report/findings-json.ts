import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { Figure } from '../../shared/findings/figure'
import type { FindingsFile } from '../../shared/findings/findings-schema'
import type { Quantity } from '../../shared/query/query'
import type { CaseInvestigation, Service, SuspectInvestigation } from '../investigation/types'
import { sortedByPath } from './sections/evidence'

type Suspect = FindingsFile['suspects'][number]

/** The text of findings.json; the schema, and what each key means, is in findings-schema.ts. */
export function findingsJson(
  { record, evidence, totals, suspects, findings }: CaseInvestigation,
  figures: readonly Figure[],
  tool: { readonly version: string; readonly nfdump: string | null },
): string {
  const files = sortedByPath(evidence)
  const content: FindingsFile = {
    schema: 'flowcase.findings/1',
    tool: { name: 'flowcase', version: tool.version, nfdump: tool.nfdump },
    case: {
      title: record.title,
      examiner: record.examiner,
      timeZone: record.timeZone,
      createdAt: Math.floor(record.createdAt),
    },
    evidence: files.map(evidenceEntry),
    totals: {
      files: totals.files,
      flowLogFiles: totals.flowLogFiles,
      lines: totals.lines,
      headerLines: totals.headerLines,
      records: totals.records,
      noData: totals.noData,
      skipData: totals.skipData,
      malformed: totals.malformed,
      blank: totals.blank,
      damagedFiles: totals.damagedFiles,
      bytes: quantity(totals.bytes),
      packets: quantity(totals.packets),
      firstStart: totals.firstStart,
      lastEnd: totals.lastEnd,
    },
    suspects: suspects.map(suspectEntry),
    netflow: files.flatMap(({ path, capture }) =>
      capture
        ? [
            {
              path,
              flows: capture.flows,
              packets: capture.packets,
              bytes: capture.bytes,
              first: capture.first,
              last: capture.last,
            },
          ]
        : [],
    ),
    correlation: suspects.flatMap(({ address, correlation }) =>
      correlation
        ? [
            {
              address,
              matched: correlation.matched,
              vpcOnly: correlation.vpcOnly,
              netflowOnly: correlation.netflowOnly,
              clockOffsetSeconds: correlation.clock?.seconds ?? null,
              bytesVpc: quantity(correlation.bytesVpc),
              bytesNetflow: quantity(correlation.bytesNetflow),
            },
          ]
        : [],
    ),
    findings: findings.map(({ id, title, severity, attack, summary, figures: based }) => ({
      ...{ id, title, severity, attack: [...attack], summary, figures: [...based] },
    })),
    figures: figures.map(({ id, label, value, unit, source, filter, command }) => ({
      ...{ id, label, value: value === null ? null : quantity(value), unit, source, filter, command },
    })),
  }
  return `${JSON.stringify(content, null, 2)}\n`
}

function evidenceEntry(file: EvidenceFile): FindingsFile['evidence'][number] {
  const { lines, headerLines, records, noData, skipData, malformed, blank } = file.counts
  return {
    path: file.path,
    kind: file.kind,
    container: file.container,
    sizeBytes: file.sizeBytes,
    sha256: file.sha256,
    unpackedBytes: file.unpackedBytes,
    ...{ lines, headerLines, records, noData, skipData, malformed, blank },
    firstStart: file.firstStart,
    lastEnd: file.lastEnd,
    damage: file.damage && {
      kind: file.damage.kind,
      atByte: file.damage.atByte,
      message: file.damage.message,
    },
  }
}

function suspectEntry({ address, vpc }: SuspectInvestigation): Suspect {
  const { firstStart, lastStart, lastEnd } = vpc.window
  return {
    address,
    records: vpc.total.records,
    window: { firstStart, lastStart, lastEnd },
    // Tens of thousands, where a program opened a connection from every port.
    ports: vpc.ports.map((volume) => ({
      side: volume.side,
      port: volume.port,
      protocol: volume.protocol,
      records: volume.records,
      bytes: quantity(volume.bytes),
      packets: quantity(volume.packets),
      accepted: volume.accepted,
      rejected: volume.rejected,
    })),
    services: vpc.services.map(serviceEntry),
    residue: { excludedPorts: vpc.ladder.steps.map((step) => step.port), records: vpc.ladder.residue },
  }
}

function serviceEntry(service: Service): Suspect['services'][number] {
  return {
    address: service.address,
    port: service.port,
    protocol: service.protocol,
    name: service.name,
    clients: [...service.clients],
    records: service.records,
    bytesToSuspect: quantity(service.bytesToSuspect),
    bytesFromSuspect: quantity(service.bytesFromSuspect),
    firstStart: known(service.firstStart),
    lastEnd: known(service.lastEnd),
  }
}

/** JSON has no NaN, which stands for a time that no record tells. */
function known(time: number): number | null {
  return Number.isNaN(time) ? null : time
}

function quantity(value: Quantity): number | string {
  return typeof value === 'number' ? value : value.toString()
}
