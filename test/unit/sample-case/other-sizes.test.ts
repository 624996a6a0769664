import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hashes, newFolder, SUSPECT_ROWS, sampleCase, shell } from './case-on-disk'

let folder: string

beforeEach(async () => {
  folder = await newFolder()
})

afterEach(() => rm(folder, { recursive: true }))

describe('a case of another size', () => {
  it('has as many flows as asked for, in a hundred files of one size, and the suspect untouched', async () => {
    await sampleCase(folder, '--flows', '200_000')
    expect(await shell(folder, 'ls *.log.gz | wc -l')).toBe('100')
    const lines = await shell(
      folder,
      `zcat *.log.gz | awk '/^version/ {if (n) print n; n = 0} {n++} END {print n}' | sort | uniq -c`,
    )
    expect(lines.trim()).toBe('100 2001')
    expect(await shell(folder, `${SUSPECT_ROWS} | wc -l`)).toBe('33232')
    expect(await shell(folder, `${SUSPECT_ROWS} | awk '$10=="8889"{s+=$12} END {print s}'`)).toBe('265183813')
    expect(await shell(folder, `${SUSPECT_ROWS} | awk '$9=="80"{s+=$12} END {print s}'`)).toBe('190703527')
  })

  it('may be small: then the guessing is shorter', async () => {
    await sampleCase(folder, '--flows', '20000')
    expect(await shell(folder, `zcat *.log.gz | grep -vc '^version'`)).toBe('20000')
    // A suspect's share as in the published case: 33,232 of 172,619.
    expect(await shell(folder, `${SUSPECT_ROWS} | wc -l`)).toBe('3850')
  })
})

describe('the folder', () => {
  it('that holds anything else is refused and left as it is', async () => {
    await writeFile(join(folder, 'evidence.bin'), 'not ours')
    const before = await hashes(folder)
    const { code, stderr } = await sampleCase(folder, '--flows', '5000')
    expect(code).toBe(2)
    expect(stderr).toContain('evidence.bin')
    expect(stderr).toContain('Name an empty or new folder.')
    expect(await hashes(folder)).toEqual(before)
  })

  it('is made when it does not exist', async () => {
    const inner = join(folder, 'case', '20230928')
    expect((await sampleCase(inner, '--flows', '5000')).code).toBe(0)
    expect(await readdir(inner)).toHaveLength(101)
  })

  it('of an interrupted run is written anew', async () => {
    await sampleCase(folder, '--flows', '5000')
    const whole = await hashes(folder)
    const names = await readdir(folder)
    await rm(join(folder, 'investigate.pcap'))
    await writeFile(join(folder, names[7] ?? ''), 'cut')
    const { stdout } = await sampleCase(folder, '--flows', '5000')
    expect(stdout).toMatch(/^Wrote the sample case into /)
    expect(await hashes(folder)).toEqual(whole)
  })

  it('of a case that was changed afterwards is refused', async () => {
    await sampleCase(folder, '--flows', '5000')
    const name = join(folder, 'investigate.pcap')
    const capture = await readFile(name)
    capture[5_000] = (capture[5_000] ?? 0) ^ 1
    await writeFile(name, capture)
    const { code, stderr } = await sampleCase(folder, '--flows', '5000')
    expect(code).toBe(2)
    expect(stderr).toContain('already holds other files')
  })
})

describe('the command', () => {
  it('says how it is used', async () => {
    expect(await sampleCase()).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Usage: npm run sample-case -- DIR [--flows N]\n',
    })
    expect((await sampleCase(folder, '--flow', '3')).code).toBe(2)
  })

  it('refuses a number of flows that makes no case', async () => {
    for (const flows of ['4999', 'many', '6000.5']) {
      const { code, stderr } = await sampleCase(folder, '--flows', flows)
      expect(code).toBe(2)
      expect(stderr).toBe('A sample case has at least 5000 flows, and a whole number of them.\n')
    }
    expect(await readdir(folder)).toEqual([])
  })
})
