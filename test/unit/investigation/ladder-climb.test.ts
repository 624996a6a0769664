import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askClimb, askNextServices } from '../../../src/renderer/investigation/ladder-climb'
import { figureCommand } from '../../../src/renderer/report/command/figure-command'
import { ANY, address } from '../../../src/shared/filter/ast'
import { folderOf, shell } from '../evidence/flow-log-text'
import { awk, type CaseInFolder, readFolder } from './case-folder'
import { SUSPECT, truthCase } from './truth-case'

let opened: CaseInFolder

beforeAll(async () => {
  opened = await readFolder(folderOf(truthCase()))
})

afterAll(() => rm(opened.folder, { recursive: true }))

// Columns: 3 srcaddr, 4 dstaddr, 5 srcport, 6 dstport, 7 protocol, 9 bytes, 13 log-status, 15 and 16 pkt addresses.
const MINE = `$13 == "OK" && ($3 == "${SUSPECT}" || $4 == "${SUSPECT}")`
const without = (ports: readonly number[]) =>
  [MINE, ...ports.map((port) => `$5 != ${port} && $6 != ${port}`)].join(' && ')

describe('the ladder by hand', () => {
  it('tells what remains of the flow logs after each step, as awk does', async () => {
    const ports = [80, 22, 443]
    const steps = await askClimb(opened.ask, ['vpc'], address(SUSPECT), ports)
    expect(steps.map(({ port }) => port)).toEqual([null, ...ports])
    for (const [i, { remaining }] of steps.entries()) {
      const left = without(ports.slice(0, i))
      expect(remaining).toEqual([
        {
          source: 'vpc',
          records: awk(opened.folder, `${left} {n++} END {print n + 0}`),
          bytes: awk(opened.folder, `${left} {n += $9} END {printf "%.0f", n}`),
          tuples: awk(
            opened.folder,
            `${left} && !seen[$3 " " $5 " " $4 " " $6 " " $7]++ {n++} END {print n + 0}`,
          ),
        },
      ])
    }
  })

  it('climbs both sources together, and each figure has a command that prints it', async () => {
    const steps = await askClimb(opened.ask, ['vpc', 'netflow'], address(SUSPECT), [80, 22])
    const last = steps.at(-1)
    if (!last) throw new Error('no step')
    expect(last.remaining.map(({ source }) => source)).toEqual(['vpc', 'netflow'])
    for (const { source, records, bytes, tuples } of last.remaining) {
      expect(records).toBeGreaterThan(0)
      const prints = (ask: Parameters<typeof figureCommand>[0]) =>
        Number(shell(opened.folder, figureCommand(ask, source, opened.evidence)))
      const { filter } = last
      expect(prints({ of: 'count', filter })).toBe(records)
      expect(prints({ of: 'sum', field: 'bytes', filter })).toBe(bytes)
      const fields = ['srcaddr', 'srcport', 'dstaddr', 'dstport', 'protocol'] as const
      expect(prints({ of: 'distinct', fields, filter })).toBe(tuples)
    }
  })

  it('offers the services of what remains, until nothing does', async () => {
    const offered: number[] = []
    for (;;) {
      const steps = await askClimb(opened.ask, ['vpc', 'netflow'], address(SUSPECT), offered)
      const rest = steps.at(-1)
      if (!rest) throw new Error('no step')
      const [next] = await askNextServices(opened.ask, ['vpc', 'netflow'], rest.filter)
      if (!next) {
        expect(rest.remaining.map(({ records }) => records)).toEqual([0, 0])
        break
      }
      offered.push(next.port)
    }
    expect([...offered].sort((a, b) => a - b)).toEqual([22, 80, 443, 3389, 8889])
  })

  it('says of each service what taking it away takes, each source by itself', async () => {
    const services = await askNextServices(opened.ask, ['vpc', 'netflow'], address(SUSPECT))
    expect(services.length).toBeGreaterThan(3)
    for (const { port, volumes } of services) {
      const mine = `${MINE} && ($5 == ${port} || $6 == ${port})`
      expect(volumes.vpc).toEqual({
        records: awk(opened.folder, `${mine} {n++} END {print n + 0}`),
        bytes: awk(opened.folder, `${mine} {b += $9} END {printf "%.0f", b}`),
      })
      const [before, after] = await askClimb(opened.ask, ['netflow'], address(SUSPECT), [port])
      const taken = (before?.remaining[0]?.records ?? 0) - (after?.remaining[0]?.records ?? 0)
      expect(volumes.netflow?.records).toBe(taken)
    }
  })

  it('begins with any filter', async () => {
    const [start] = await askClimb(opened.ask, ['vpc'], ANY, [])
    expect(start?.remaining[0]?.records).toBe(awk(opened.folder, '$13 == "OK" {n++} END {print n}'))
  })
})
