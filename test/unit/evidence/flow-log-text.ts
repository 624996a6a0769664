import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { temporaryFolder } from '../temporary-folder'

/** A fresh folder with files of the given content; a name that ends in .gz is packed. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder('evidence')
  for (const [name, content] of Object.entries(files)) {
    const packed = typeof content === 'string' && name.endsWith('.gz')
    writeFileSync(join(folder, name), packed ? gzipSync(content) : content)
  }
  return folder
}

/** What a shell prints in a folder, without the last newline. */
export function shell(folder: string, command: string): string {
  return execFileSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trimEnd()
}

/** A small generator of pseudo-random numbers (mulberry32), so that a failing case can be repeated. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b_79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

export const V2_HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'

/** Random version 2 records; addresses, ports and sizes from small pools, so that groups form. */
export function randomRecords(count: number, seed: number): string[] {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  const address = () =>
    below(20) === 0 ? `2001:db8::${1 + below(9)}` : `10.${below(2)}.${below(3)}.${below(250)}`
  return Array.from({ length: count }, () => {
    if (below(100) === 0) return `2 111122223333 eni-${below(4)} - - - - - - - 1700000000 1700000060 - NODATA`
    const start = 1_700_000_000 + below(90_000)
    const protocol = [6, 6, 6, 17, 1][below(5)] as number
    const ports =
      protocol === 1 ? '0 0' : `${[22, 80, 443, 1024 + below(60_000)][below(4)]} ${1024 + below(50_000)}`
    const bytes = below(50) === 0 ? '-' : String(40 + below(10 ** (1 + below(9))))
    return `2 111122223333 eni-${below(4)} ${address()} ${address()} ${ports} ${protocol} ${1 + below(900)} ${bytes} ${start} ${start + below(60)} ${below(4) ? 'ACCEPT' : 'REJECT'} OK`
  })
}
