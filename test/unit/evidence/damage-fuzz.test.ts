import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { damagedGzip, numberedRecord } from './damaged-gzip'
import { BytesReader } from './read-bytes'

/** Of tens of thousands that were read once; a seed makes the same file always. */
const CASES = 150

const reader = new BytesReader()

function zcat() {
  const { stdout, status } = spawnSync('gzip', ['-cd', reader.path], { maxBuffer: 1 << 28 })
  return { text: stdout.toString('latin1'), status }
}

/** Every line that any of the files was made of. */
const packed = new Set(Array.from({ length: 8001 }, (_, number) => numberedRecord(number)))

/** What is wrong with the reading of the damaged file of a seed; nothing, if all is well. */
async function faults(seed: number): Promise<readonly string[]> {
  const { bytes, members, whole, story } = damagedGzip(seed)
  const began = performance.now()
  const { file, flows } = await reader.read(bytes)
  const records = new Set(flows)
  const wrong: string[] = []
  const check = (right: boolean, what: string) => {
    if (!right) wrong.push(`seed ${seed}, ${story}: ${what}`)
  }
  check(performance.now() - began < 10_000, 'took too long')
  const { lines, headerLines, records: counted, noData, skipData, malformed, blank } = file.counts
  check(headerLines + counted + noData + skipData + malformed + blank === lines, 'sum of the counts')
  check(counted === flows.length, `${counted} records counted, ${flows.length} in the blocks`)

  const shell = zcat()
  const printed = shell.text.split('\n').slice(0, -1)
  const isLog = file.kind === 'vpc-flow-log'
  // Members that were only stored are text; behind garbage the file is read as that.
  const asText = isLog && file.container === 'none'
  // What is read of a file is told by its first lines: here none of them is a record any more.
  check(isLog || !printed.slice(0, 20).some((line) => packed.has(line)), 'not recognised')
  const unread = printed.filter((line) => isLog && packed.has(line) && !records.has(line))
  check(unread.length === 0, `only zcat has ${unread[0]}`)
  // Where a damaged member refers to bytes before its first one, zcat prints those of the member before.
  check(!isLog || members > 1 || lines >= printed.length, `${lines} lines, zcat has ${printed.length}`)
  check(shell.status === 0 || !isLog || asText || file.damage !== null, 'no damage told')
  check(
    !isLog || asText || file.damage !== null || lines === printed.length,
    'no damage told, but other lines',
  )

  const numbers = whole.flatMap((member) => member.numbers)
  const missing = numbers.filter((number) => !asText && !records.has(numberedRecord(number)))
  check(missing.length === 0, `a member is whole, but its ${missing.length} records are missing`)

  let end = 0
  for (const { from, to } of file.damage?.lost ?? []) {
    check(end <= from && from < to && to <= bytes.length, `lost from ${from} to ${to}`)
    end = to
  }
  return wrong
}

describe('damaged gzip files', () => {
  it('are read as far as they can be, whatever was done to them', async () => {
    const wrong: string[] = []
    for (let seed = 1; seed <= CASES; seed++) wrong.push(...(await faults(seed)))
    expect(wrong).toEqual([])
  })
})
