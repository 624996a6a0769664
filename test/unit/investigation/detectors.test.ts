import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeLabelledCase } from '../../../scripts/labelled-case/index.mjs'
import { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import type { Detection } from '../../../src/renderer/investigation/detectors/detection'
import { DETECTORS } from '../../../src/renderer/investigation/detectors/detectors'
import { regularityOf } from '../../../src/renderer/investigation/detectors/regularity'
import {
  type DetectionRun,
  runDetectors,
  type Thresholds,
} from '../../../src/renderer/investigation/detectors/run-detectors'
import type { CaseFacts } from '../../../src/renderer/investigation/detectors/scope'
import { investigateCase } from '../../../src/renderer/investigation/investigate-case'
import { quantityOf } from '../../../src/renderer/investigation/quantity'
import type { Severity } from '../../../src/renderer/investigation/types'
import { buildReport } from '../../../src/renderer/report'
import { numberFigures } from '../../../src/renderer/report/figures'
import { type FindingReview, NOTHING_REVIEWED } from '../../../src/shared/case/case'
import { parseFilter } from '../../../src/shared/filter/parse'
import { printFilter } from '../../../src/shared/filter/print'
import { randomFrom, shell } from '../evidence/flow-log-text'
import { temporaryFolder } from '../temporary-folder'
import { awk, type CaseInFolder, caseRecord, readFolder, readRecords } from './case-folder'

// Columns: 7 srcaddr, 8 dstaddr, 9 srcport, 10 dstport, 11 protocol, 12 bytes, 15 start, 17 action.
const SEVERITIES: readonly Severity[] = ['high', 'medium', 'low', 'info']

interface Truth {
  readonly suspects: readonly string[]
  readonly planted: readonly {
    readonly behaviour: string
    readonly detector: string
    readonly key: string
    readonly severity: Severity
  }[]
}

let truth: Truth
let opened: CaseInFolder
let found: DetectionRun

beforeAll(async () => {
  const dir = join(temporaryFolder('labelled'), 'case')
  await writeLabelledCase(dir)
  truth = JSON.parse(readFileSync(`${dir}.truth.json`, 'utf8'))
  opened = await readFolder(dir)
  found = await run()
})

const NO_FACTS: CaseFacts = { suspects: [], networks: [], evidence: [] }

function facts(): CaseFacts {
  return { ...NO_FACTS, evidence: opened.evidence }
}

function run(thresholds: Thresholds = {}, suspects = truth.suspects): Promise<DetectionRun> {
  return runDetectors({ ask: opened.ask, ...facts(), suspects, thresholds })
}

function byDetector(id: string, { detections } = found): readonly Detection[] {
  return detections.filter(({ detector }) => detector === id)
}

async function evidenceOf(key: string): Promise<{ readonly records: unknown; readonly bytes: unknown }> {
  const detection = found.detections.find((each) => each.key === key) as Detection
  const answer = await opened.ask({
    source: 'vpc',
    filter: detection.evidence,
    groupBy: [],
    measures: [
      { as: 'records', op: 'count' },
      { as: 'bytes', op: 'sum', field: 'bytes' },
    ],
  })
  const row = answer.rows[0]
  return { records: quantityOf(row, 'records'), bytes: quantityOf(row, 'bytes') }
}

describe('the labelled case', () => {
  it('has every behaviour planted once', () => {
    expect(truth.planted.map(({ detector }) => detector).sort()).toEqual(DETECTORS.map(({ id }) => id).sort())
  })

  it('has all of them found, as severe as they are', () => {
    const missed = truth.planted.filter(
      ({ key, severity }) =>
        !found.detections.some(
          (detection) =>
            detection.key === key && SEVERITIES.indexOf(detection.severity) <= SEVERITIES.indexOf(severity),
        ),
    )
    expect(missed).toEqual([])
  })

  it('has nothing else found above medium', () => {
    const planted = new Set(truth.planted.map(({ key }) => key))
    expect(found.detections.filter(({ key, severity }) => severity === 'high' && !planted.has(key))).toEqual(
      [],
    )
  })

  it('has the innocent told as such: backup and telemetry medium, pools low, NTP for information', () => {
    const others = found.detections.filter(({ key }) => !truth.planted.some((planted) => planted.key === key))
    expect(others.map(({ severity, key }) => `${severity} ${key}`).sort()).toEqual([
      'info beaconing|several|198.51.100.123|123|17',
      'info port-scan|outside',
      'info random-walk|outside',
      'low beaconing|several|198.51.100.53|53|17',
      'low beaconing|several|198.51.100.88|8889|6',
      'low brute-force|10.20.2.31|10.20.3.20|5432|6',
      'low brute-force|10.20.2.32|10.20.3.20|5432|6',
      'medium exfiltration|10.20.3.20|198.51.100.200|443|6',
      'medium exfiltration|several|198.51.100.88|8889|6',
    ])
  })

  it('has evidence that awk finds, too', async () => {
    const { folder } = opened
    const guessed = '$7 == "203.0.113.66" && $8 == "10.20.1.10" && $10 == 22 && $17 == "ACCEPT"'
    expect(await evidenceOf('brute-force|203.0.113.66|10.20.1.10|22|6')).toEqual({
      records: awk(folder, `${guessed} {n++} END {print n}`),
      bytes: awk(folder, `${guessed} {n += $12} END {printf "%.0f", n}`),
    })
    const ports = awk(folder, `${guessed} && !seen[$9]++ {n++} END {print n}`)
    expect(byDetector('brute-force')[0]?.summary).toContain(`opened ${ports} connections`)

    const sent = '$7 == "10.20.2.31" && $8 == "203.0.113.90" && $10 == 4444'
    const { bytes } = await evidenceOf('exfiltration|10.20.2.31|203.0.113.90|4444|6')
    expect(bytes).toBe(awk(folder, `${sent} {n += $12} END {printf "%.0f", n}`))

    const beats = '$7 == "10.20.2.32" && $8 == "203.0.113.91" && $10 == 443'
    const connections = awk(folder, `${beats} {n++} END {print n}`)
    expect(byDetector('beaconing')[0]?.summary).toContain(`connected ${connections} times`)

    const gap = '$15 >= 1709619600 && $15 < 1709621400'
    expect(awk(folder, `${gap} {n++} END {print n + 0}`)).toBe(0)
    expect(await evidenceOf('logging-gap|all|1709619600')).toEqual({ records: 0, bytes: 0 })
  })

  it('has filters as evidence that the filter bar reads', () => {
    for (const { evidence, key } of found.detections) {
      const text = printFilter(evidence)
      const parsed = parseFilter(text)
      expect(parsed, `${key}: ${text}`).toEqual({ ok: true, filter: evidence })
    }
  })

  it('counts the failures of a port scan whose half was let through', () => {
    expect(byDetector('port-scan')[0]?.summary).toContain(
      '10.20.9.14 tried 80 ports of 10.20.3.20, and failed at 79',
    )
  })

  it('shows how intervals lie on the aggregation of the logs', () => {
    const [beacon] = byDetector('beaconing')
    expect(beacon?.measures).toContainEqual(['Aggregation interval of the logs', '1 min'])
    expect(beacon?.intervals?.every(([seconds]) => seconds >= 294 && seconds <= 306)).toBe(true)
  })

  it('finds lateral movement only after somebody hostile', async () => {
    const without = await run({ 'brute-force.connections': 1_000 }, [])
    expect(byDetector('lateral-movement', without)).toEqual([])
    expect(without.remarks.find(({ detector }) => detector === 'lateral-movement')?.what).toContain(
      'No suspect',
    )
  })

  it('takes thresholds that the examiner set', async () => {
    const strict = await run({
      'beaconing.score': 97,
      'exfiltration.bytes': 1e12,
      'exfiltration.listed': 1e12,
    })
    expect(byDetector('beaconing', strict)).toEqual([])
    expect(byDetector('exfiltration', strict)).toEqual([])
    expect(byDetector('brute-force', strict)).toEqual(byDetector('brute-force'))
  })

  it('asks little: no answer is larger than a page can take', async () => {
    const rows: number[] = []
    await runDetectors({
      ask: async (query) => {
        const answer = await opened.ask(query)
        rows.push(answer.rows.length)
        return answer
      },
      ...facts(),
      suspects: truth.suspects,
    })
    expect(rows.length).toBeLessThan(40)
    expect(Math.max(...rows)).toBeLessThanOrEqual(20_000)
  })
})

describe('accepted findings', () => {
  const key = 'exfiltration|10.20.2.31|203.0.113.90|4444|6'
  const decision = { verdict: 'accepted', comment: 'Seen on\nthe host, too.', title: 'x' } as const
  const investigate = (review: FindingReview) =>
    investigateCase(opened.ask, { ...caseRecord(truth.suspects), review }, opened.evidence)

  it('go into the report after those of the suspects, others do not', async () => {
    const own = await investigate(NOTHING_REVIEWED)
    const { findings, figures, undrawn } = await investigate({
      thresholds: {},
      decisions: {
        [key]: decision,
        'brute-force|203.0.113.66|10.20.1.10|22|6': { ...decision, verdict: 'rejected' },
        'beaconing|10.20.2.32|203.0.113.91|443|6': { ...decision, verdict: null },
      },
    })
    expect(findings.slice(0, -1)).toEqual(own.findings)
    expect(findings.at(-1)).toMatchObject({
      id: `F-${own.findings.length + 1}`,
      rule: 'exfiltration',
      severity: 'high',
      comment: decision.comment,
    })
    expect(undrawn).toEqual([])
    const numbered = numberFigures(
      figures.filter(({ id }) => id.startsWith('detected.')),
      opened.evidence,
    )
    expect(numbered).toHaveLength(5)
    for (const { command, value, id } of numbered) {
      expect(shell(opened.folder, command), id).toBe(String(value))
    }
  })

  it('stand in the text of the report with what the examiner says', async () => {
    const investigation = await investigate({ thresholds: {}, decisions: { [key]: decision } })
    const { markdown, json } = buildReport(investigation, { version: '0', nfdump: null, document: null })
    expect(markdown).toContain('accepted: Seen on the host, too.')
    expect(markdown).toContain('sent 179,432,591 bytes')
    const { findings } = JSON.parse(json)
    expect(findings.at(-1)).toMatchObject({ severity: 'high', attack: ['T1048', 'T1041'] })
  })

  it('are named where the data does not show them any more', async () => {
    const { findings, undrawn } = await investigate({
      thresholds: { 'exfiltration.bytes': 1e12 },
      decisions: { [key]: { ...decision, title: '10.20.2.31 sent much' } },
    })
    expect(findings.filter(({ rule }) => rule === 'exfiltration')).toEqual([])
    expect(undrawn).toEqual(['10.20.2.31 sent much'])
  })
})

describe('a run', () => {
  it('tells its progress, detector by detector', async () => {
    const told: string[] = []
    const onProgress = (done: number, of: number, title: string) => told.push(`${done}/${of} ${title}`)
    await runDetectors({ ask: opened.ask, ...facts(), onProgress })
    expect(told[0]).toBe(`0/${DETECTORS.length} Brute force`)
    expect(told).toHaveLength(DETECTORS.length + 1)
  })

  it('ends when it is cancelled', async () => {
    const control = new AbortController()
    let questions = 0
    const ask = (query: Parameters<typeof opened.ask>[0]) => {
      if (++questions === 3) control.abort(new Error('enough'))
      return opened.ask(query)
    }
    const running = runDetectors({
      ask,
      ...facts(),
      signal: control.signal,
    })
    await expect(running).rejects.toThrow('enough')
    expect(questions).toBe(3)
  })

  it('finds nothing where there is nothing', async () => {
    const engine = new FlowEngine()
    expect(await runDetectors({ ask: (query) => engine.ask(query), ...NO_FACTS })).toEqual({
      scope: null,
      detections: [],
      remarks: [],
    })
  })

  it('makes do with the default format, which tells no flags', async () => {
    const header =
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
    const records = Array.from({ length: 40 }, (_, n) => {
      const start = 1_700_000_000 + n
      return `2 1 eni-1 203.0.113.7 10.0.0.${n + 1} ${40_000 + n} 3389 6 1 40 ${start} ${start + 1} ${n === 5 ? 'ACCEPT' : 'REJECT'} OK`
    })
    const { ask } = await readRecords(header, records)
    const { scope, detections } = await runDetectors({ ask, ...NO_FACTS })
    expect(scope?.knowsSyn).toBe(false)
    expect(detections.map(({ key, severity }) => `${severity} ${key}`)).toEqual([
      'medium address-sweep|203.0.113.7|3389|6',
    ])
    expect(detections[0]?.summary).toContain('of 40 hosts, and failed at 39')
    expect(detections[0]?.summary).toContain('1 service answered: 10.0.0.6')
  })
})

describe('regularity', () => {
  const span: readonly [number, number] = [0, 86_400]

  it('is near 1 for a beacon all day, and low for chance', () => {
    const random = randomFrom(7)
    const beacon = Array.from({ length: 288 }, (_, n) => ({ at: n * 300, bytes: 900 }))
    const chance = Array.from({ length: 288 }, () => ({
      at: Math.floor(86_400 * random() ** 3),
      bytes: Math.floor(100 + 90_000 * random() ** 4),
    })).sort((a, b) => a.at - b.at)
    expect(regularityOf(beacon, span)).toMatchObject({
      score: 1,
      times: 1,
      sizes: 1,
      histogram: 1,
      duration: 1,
      gap: 300,
      intervals: [[300, 287]],
    })
    expect(regularityOf(chance, span).score).toBeLessThan(0.7)
  })

  it('keeps the score of a beacon whose times are cut to windows of a minute', () => {
    const random = randomFrom(3)
    const cut = Array.from({ length: 288 }, (_, n) => ({
      at: Math.floor((n * 300 + 20 * random()) / 60) * 60,
      bytes: 900,
    }))
    expect(regularityOf(cut, span).score).toBeGreaterThan(0.95)
  })

  it('is low in duration for a burst of an hour', () => {
    const burst = Array.from({ length: 60 }, (_, n) => ({ at: 3_600 + n * 60, bytes: 900 }))
    const { duration, score } = regularityOf(burst, span)
    expect(duration).toBe(0)
    expect(score).toBeLessThan(0.6)
  })
})

describe('inside', () => {
  const header =
    'interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action tcp-flags log-status'
  /** A host with a public address that sends 60 MB to another public one, port 4444. */
  const records = Array.from({ length: 6 }, (_, n) => {
    const start = 1_700_000_000 + 600 * n
    return [
      `eni-1 192.0.2.10 198.51.100.9 ${50_000 + n} 4444 6 9000 10000000 ${start} ${start + 50} ACCEPT 2 OK`,
      `eni-1 198.51.100.9 192.0.2.10 4444 ${50_000 + n} 6 900 40000 ${start} ${start + 50} ACCEPT 18 OK`,
    ]
  }).flat()
  const key = 'exfiltration|192.0.2.10|198.51.100.9|4444|6'
  const keysOf = async (networks: readonly string[], lines = records, fields = header) => {
    const { ask, evidence } = await readRecords(fields, lines)
    const { detections } = await runDetectors({ ask, ...NO_FACTS, networks, evidence })
    return detections.map((detection) => detection.key)
  }

  it('are public addresses, too, in a network that the examiner named', async () => {
    expect(await keysOf([])).not.toContain(key)
    expect(await keysOf(['192.0.2.0/24'])).toContain(key)
    // Both ends inside: nothing left.
    expect(await keysOf(['192.0.2.0/24', '198.51.100.0/24'])).not.toContain(key)
  })

  it('are the addresses that interfaces have by their own logs', async () => {
    const directed = records.map((line, n) => `${n % 2 === 0 ? 'egress' : 'ingress'} ${line}`)
    expect(await keysOf([], directed, `flow-direction ${header}`)).toContain(key)
  })
})

describe('gaps in logging', () => {
  const header =
    'interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'
  const START = 1_700_000_040
  /** Two interfaces with a record in each minute of two hours, the second one silent from minute 40 up to 70. */
  const records = Array.from({ length: 120 }, (_, n) => {
    const times = `${START + 60 * n} ${START + 60 * n + 59}`
    const line = (eni: string) => `${eni} 10.0.0.1 10.0.0.2 40000 443 6 1 40 ${times} ACCEPT OK`
    return n >= 40 && n < 70 ? [line('eni-1')] : [line('eni-1'), line('eni-2')]
  }).flat()
  const stated = (status: string, from: number, to: number, eni = 'eni-2') =>
    Array.from({ length: to - from }, (_, n) => {
      const start = START + 60 * (from + n)
      return `${eni} - - - - - - - ${start} ${start + 59} - ${status}`
    })
  const gapsOf = async (lines: readonly string[]) => {
    const { ask, evidence } = await readRecords(header, [...records, ...lines])
    const { detections } = await runDetectors({ ask, ...NO_FACTS, evidence })
    return byDetector('logging-gap', { detections, remarks: [], scope: null })
  }
  const gap = `logging-gap|eni-2|${START + 60 * 40}`

  it('say that no line tells of them', async () => {
    const [only, ...others] = await gapsOf([])
    expect(others).toEqual([])
    expect(only).toMatchObject({ key: gap, severity: 'low', title: 'eni-2 logged nothing' })
    expect(only?.summary).toContain('The log has neither SKIPDATA nor NODATA lines of that time.')
  })

  it('tell NODATA, in which there was no traffic, from SKIPDATA, in which records were lost', async () => {
    const [idle] = await gapsOf(stated('NODATA', 40, 70))
    expect(idle).toMatchObject({ key: gap, severity: 'info', title: 'eni-2 had no traffic' })
    // 30 lines of a minute each.
    expect(idle?.summary).toContain('NODATA (logged, without traffic) 30 min, in lines of 1 interface')
    const both = await gapsOf([...stated('NODATA', 40, 45), ...stated('SKIPDATA', 45, 65)])
    expect(both.map(({ key, severity }) => `${severity} ${key}`).sort()).toEqual([
      `low ${gap}`,
      'low logging-gap|eni-2|skipdata',
    ])
    expect(both.find(({ key }) => key === gap)?.summary).toContain(
      'SKIPDATA (AWS left records out) 20 min, NODATA (logged, without traffic) 5 min',
    )
    expect(both.find(({ key }) => key.endsWith('skipdata'))?.summary).toMatch(
      /^20 SKIPDATA lines of eni-2 say .* \(20 min\)/,
    )
  })
})
