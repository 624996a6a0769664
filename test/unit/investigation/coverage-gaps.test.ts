import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FlowEngine } from '../../../src/renderer/engine/flow-engine'
import { askSilences, missingFiles, unloggedGaps } from '../../../src/renderer/investigation/coverage-gaps'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import { folderOf, shell, V2_HEADER } from '../evidence/flow-log-text'
import { readCase } from '../evidence/read-case'

const START = 1_700_000_000

const record = (start: number, end: number) =>
  `2 111122223333 eni-1 10.0.0.1 10.0.0.2 40000 443 6 1 40 ${START + start} ${START + end} ACCEPT OK`
const unlogged = (eni: string, start: number, end: number, status: string) =>
  `2 111122223333 ${eni} - - - - - - - ${START + start} ${START + end} - ${status}`

/**
 * Silences of 59, 60, 61 and 3,000 s, one of which a long flow covers; the second file has its lines in
 * no order. NODATA of eni-1 in three windows that touch and one alone, of eni-2 at the same time.
 */
const LINES = [
  record(0, 30),
  record(89, 100),
  record(160, 170),
  record(231, 231),
  record(240, 9_000),
  record(1_000, 1_010),
  unlogged('eni-1', 0, 59, 'NODATA'),
  unlogged('eni-2', 0, 59, 'NODATA'),
  unlogged('eni-1', 60, 119, 'NODATA'),
  unlogged('eni-1', 120, 179, 'NODATA'),
  unlogged('eni-1', 600, 659, 'NODATA'),
  unlogged('eni-1', 60, 119, 'SKIPDATA'),
]
const LATER = [record(12_500, 12_510), record(12_000, 12_010), record(12_011, 12_499)]

describe('gaps in flow logs', () => {
  let folder: string
  let engine: FlowEngine
  let files: readonly EvidenceFile[]

  beforeAll(async () => {
    folder = folderOf({
      'a.log.gz': `${V2_HEADER}\n${LINES.join('\n')}\n`,
      'b.log.gz': `${V2_HEADER}\n${LATER.join('\n')}\n`,
    })
    const read = await readCase(folder)
    engine = read.engine
    files = read.files
  })
  afterAll(() => shell(folder, 'rm -f *.gz && rmdir "$PWD"'))

  const silencesOf = async (from: number, to: number) => {
    const { gaps, least } = await askSilences(async (query) => engine.ask(query), 'vpc', { from, to })
    return { least, spans: gaps.map((gap) => `${gap.from} ${gap.to}`) }
  }

  /** What awk finds in the records by their start, at least so long. */
  const byAwk = (least: number) =>
    shell(
      folder,
      `zcat *.gz | awk '$14 == "OK" { print $11, $12 }' | sort -n | awk '
        NR > 1 && $1 - end >= ${least} { print end, $1 } $2 > end { end = $2 }'`,
    ).split('\n')

  it('finds the silences that awk finds, to the second', async () => {
    const { least, spans } = await silencesOf(START, START + 12_510)
    expect(least).toBe(60)
    expect(spans).toEqual(byAwk(60))
    expect(spans).toEqual([
      `${START + 100} ${START + 160}`,
      `${START + 170} ${START + 231}`,
      `${START + 9_000} ${START + 12_000}`,
    ])
  })

  it('looks for longer ones alone where the case is long, and says so', async () => {
    const { least, spans } = await silencesOf(START, START + 20_000 * 600)
    expect(least).toBe(600)
    expect(spans).toEqual(byAwk(600))
    expect(spans).toHaveLength(1)
  })

  it('joins the windows of an interface that touch, and keeps interfaces and kinds apart', () => {
    const { gaps, unlisted } = unloggedGaps(files)
    expect(unlisted).toBe(0)
    expect(gaps.map(({ kind, of, from, to, count }) => [kind, of, from - START, to - START, count])).toEqual(
      expect.arrayContaining([
        ['NODATA', 'eni-1', 0, 179, 3],
        ['NODATA', 'eni-2', 0, 59, 1],
        ['NODATA', 'eni-1', 600, 659, 1],
        ['SKIPDATA', 'eni-1', 60, 119, 1],
      ]),
    )
    expect(gaps).toHaveLength(4)
  })

  it('says how many lines are not listed: a file keeps its first 1,000', async () => {
    const many = folderOf({
      'a.log': `${V2_HEADER}\n${Array.from({ length: 1_500 }, (_, i) => unlogged('eni-1', i * 600, i * 600 + 59, 'SKIPDATA')).join('\n')}\n`,
    })
    const { files: read } = await readCase(many)
    const { gaps, unlisted } = unloggedGaps(read)
    expect([gaps.length, unlisted]).toEqual([1_000, 500])
    shell(many, 'rm -f *.log && rmdir "$PWD"')
  })
})

describe('missing files, by the names that AWS gives', () => {
  const name = (time: string, log = 'fl-0a', hash = '12345678') =>
    `AWSLogs/2023/09/28/111122223333_vpcflowlogs_us-east-1_${log}_20230928T${time}Z_${hash}.log.gz`
  const utc = (hour: number, minute: number) => Date.UTC(2023, 8, 28, hour, minute) / 1000
  const told = (paths: readonly string[]) =>
    missingFiles(paths).map(({ of, from, to, count }) => [of, from, to, count])
  const LOG = '111122223333_vpcflowlogs_us-east-1_fl-0a'

  it('finds slots without a file between the first and the last, of each flow log by itself', () => {
    const paths = ['0010', '0000', '0005', '0025', '0025', '0030'].map((time, i) =>
      name(time, 'fl-0a', `0${i}`),
    )
    expect(told([...paths, name('0015', 'fl-0b'), name('0020', 'fl-0b'), 'capture.pcap'])).toEqual([
      [LOG, utc(0, 15), utc(0, 25), 2],
    ])
  })

  it('counts in ten minutes where every name lies on those', () => {
    expect(told(['0000', '0010', '0040'].map((time) => name(time)))).toEqual([
      [LOG, utc(0, 20), utc(0, 40), 2],
    ])
  })

  it('knows no gap of one file, nor of names of another kind', () => {
    expect(told([name('0000')])).toEqual([])
    expect(told(['a.log.gz', 'b.log.gz'])).toEqual([])
  })
})
