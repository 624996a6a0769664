import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PUBLISHED, writeSampleCase } from '../../../scripts/sample-case/index.mjs'
import { runDetectors } from '../../../src/renderer/investigation/detectors/run-detectors'
import { investigateCase } from '../../../src/renderer/investigation/investigate-case'
import type { CaseInvestigation, SuspectInvestigation } from '../../../src/renderer/investigation/types'
import type { FlowQuery } from '../../../src/shared/query/query'
import { awk, type CaseInFolder, caseRecord, readFolder } from './case-folder'

// Columns of the sample case: 7 srcaddr, 8 dstaddr, 9 srcport, 10 dstport, 11 protocol, 12 bytes, 13 packets,
// 14 tcp-flags, 15 start, 16 end, 17 action, 18 log-status.
const MINE = `$18 == "OK" && ($7 == "${PUBLISHED.suspect}" || $8 == "${PUBLISHED.suspect}")`
const HOST = PUBLISHED.victim

let sample: CaseInFolder
let investigation: CaseInvestigation
let suspect: SuspectInvestigation
const queries: FlowQuery[] = []

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowcase-sample-'))
  await writeSampleCase(folder)
  sample = await readFolder(folder)
  const ask = (query: FlowQuery) => {
    queries.push(query)
    return sample.ask(query)
  }
  investigation = await investigateCase(ask, caseRecord([PUBLISHED.suspect]), sample.evidence)
  suspect = investigation.suspects[0] as SuspectInvestigation
})

afterAll(() => rm(sample.folder, { recursive: true }))

function figure(id: string) {
  return investigation.figures.find((candidate) => candidate.id === id)?.value
}

describe('the reference investigation', () => {
  it('counts lines and records', () => {
    const { totals } = investigation
    expect(totals).toMatchObject({
      files: PUBLISHED.files + 1,
      flowLogFiles: PUBLISHED.files,
      lines: PUBLISHED.lines,
      headerLines: PUBLISHED.headerLines,
      malformed: 0,
      blank: 0,
      damagedFiles: 0,
    })
    expect(totals.records + totals.noData + totals.skipData).toBe(PUBLISHED.dataLines)
    expect(totals.records).toBe(awk(sample.folder, '$18 == "OK" {n++} END {print n}'))
    expect(totals.bytes).toBe(awk(sample.folder, '$18 == "OK" {n += $12} END {printf "%.0f", n}'))
    expect(totals.packets).toBe(awk(sample.folder, '$18 == "OK" {n += $13} END {printf "%.0f", n}'))
    expect(totals.lastEnd).toBe(awk(sample.folder, '$18 == "OK" && $16 > n {n = $16} END {print n}'))
  })

  it('has every published figure of the suspect', () => {
    expect(suspect.vpc.total.records).toBe(PUBLISHED.suspectRecords)
    expect(suspect.vpc.window).toMatchObject({
      firstStart: PUBLISHED.firstStart,
      lastStart: PUBLISHED.lastStart,
      lastEnd: awk(sample.folder, `${MINE} && $16 > n {n = $16} END {print n}`),
    })
    expect(figure('suspect.1.port.destination.8889.tcp.bytes')).toBe(PUBLISHED.bytesToPort8889)
    expect(figure('suspect.1.port.source.80.tcp.bytes')).toBe(PUBLISHED.bytesFromPort80)
    expect(suspect.vpc.ladder.steps.map(({ port }) => port)).toEqual(PUBLISHED.servicePorts)
    expect(suspect.vpc.ladder.residue).toBe(0)
    expect(figure('suspect.1.residue.records')).toBe(0)
  })

  it('has the suspect served by two ports and serving the third', () => {
    const services = suspect.vpc.services.map(({ address, port, name, reason, clients }) => ({
      ...{ address, port, name, reason, clients },
    }))
    const reason = 'tcp handshake'
    expect(services).toEqual([
      { address: PUBLISHED.suspect, port: 8889, name: null, reason, clients: [HOST] },
      { address: HOST, port: 80, name: 'http', reason, clients: [PUBLISHED.suspect] },
      { address: HOST, port: 22, name: 'ssh', reason, clients: [PUBLISHED.suspect] },
    ])
    const [, http] = suspect.vpc.services
    expect(http?.connections).toBe(
      awk(sample.folder, `${MINE} && $10 == 80 && !seen[$9]++ {n++} END {print n}`),
    )
    expect(http?.bytesFromSuspect).toBe(
      awk(sample.folder, `${MINE} && $10 == 80 {n += $12} END {printf "%.0f", n}`),
    )
  })

  it('has the same services in the capture', () => {
    const view = suspect.netflow
    expect(view?.services.map(({ address, port }) => `${address}:${port}`)).toEqual([
      `${PUBLISHED.suspect}:8889`,
      `${HOST}:80`,
      `${HOST}:22`,
    ])
    expect(view?.ladder.steps.map(({ port }) => port)).toEqual(PUBLISHED.servicePorts)
    expect(view?.ladder.residue).toBe(0)
  })

  it('finds that both sources agree', () => {
    const { correlation } = suspect
    expect(correlation?.verdict).toBe('agree')
    expect(correlation?.netflowOnly).toBe(0)
    expect(correlation?.equalBytes).toBe(correlation?.matched)
    expect(correlation?.vpcOnlyOutsideCapture).toBe(correlation?.vpcOnly)
    const tuples = awk(
      sample.folder,
      `${MINE} && !seen[$7 " " $9 " " $8 " " $10 " " $11]++ {n++} END {print n}`,
    )
    expect((correlation?.matched ?? 0) + (correlation?.vpcOnly ?? 0)).toBe(tuples)
    const { capturedClientPorts } = PUBLISHED
    for (const [service, port] of Object.entries(capturedClientPorts)) {
      const ports = [Number(service), port].sort()
      const both = correlation?.tuples.filter(
        ({ srcport, dstport, state }) =>
          state === 'matched' && [srcport, dstport].sort().join() === ports.join(),
      )
      expect(both).toHaveLength(2)
      expect(both?.map(({ ratio }) => ratio)).toEqual([1, 1])
    }
  })

  it('concludes', () => {
    expect(investigation.findings.map(({ id, rule }) => `${id} ${rule}`)).toEqual([
      'F-1 http-brute-force',
      'F-2 ssh-access',
      'F-3 exfiltration-unlisted-port',
    ])
    expect(investigation.findings[2]?.summary).toContain(
      `${HOST} sent 265,183,813 bytes (265.2 MB) to ${PUBLISHED.suspect}:8889/TCP`,
    )
  })

  it('asks few questions', () => {
    expect(queries.filter(({ source }) => source === 'netflow').length).toBeLessThanOrEqual(5)
    expect(queries.length).toBeLessThanOrEqual(18)
  })
})

describe('the detectors', () => {
  it('find what the suspect did, and nothing else above medium', async () => {
    const { detections } = await runDetectors({
      ask: sample.ask,
      suspects: [PUBLISHED.suspect],
      networks: [],
      evidence: sample.evidence,
    })
    const high = detections.filter(({ severity }) => severity === 'high')
    expect(high.map(({ key }) => key)).toEqual([`exfiltration|${HOST}|${PUBLISHED.suspect}|8889|6`])
    expect(high[0]?.summary).toContain('sent 265,183,813 bytes')
    const keys = detections.map(({ key }) => key)
    expect(keys).toContain(`brute-force|${PUBLISHED.suspect}|${HOST}|80|6`)
    expect(keys).toContain(`rejected-then-accepted|${PUBLISHED.suspect}|${HOST}|22|6`)
  })
})

describe('the figures', () => {
  it('have ids of their own, and findings refer to them', () => {
    const ids = new Set(investigation.figures.map(({ id }) => id))
    expect(ids.size).toBe(investigation.figures.length)
    for (const { figures } of investigation.findings) {
      expect(figures.length).toBeGreaterThan(0)
      expect(figures.filter((id) => !ids.has(id))).toEqual([])
    }
  })

  it('are what their question gives', async () => {
    const asked: { id: string; value: unknown; answer: unknown }[] = []
    for (const { id, value, source, ask } of investigation.figures) {
      if (ask.of === 'lines' || ask.of === 'tuples') continue
      if (ask.of === 'distinct') {
        const groupBy = ask.fields.map((field) => ({ by: 'field', field }) as const)
        const { groups } = await sample.engine.ask({ source, filter: ask.filter, groupBy, measures: [] })
        asked.push({ id, value, answer: groups })
        continue
      }
      const measure =
        ask.of === 'count'
          ? ({ as: 'value', op: 'count' } as const)
          : ({ as: 'value', op: ask.of, field: ask.field } as const)
      const answer = await sample.engine.ask({ source, filter: ask.filter, groupBy: [], measures: [measure] })
      asked.push({ id, value, answer: answer.rows[0]?.values.value })
    }
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter(({ value, answer }) => value !== answer)).toEqual([])
  })
})
