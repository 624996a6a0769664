import { readdir } from 'node:fs/promises'
import { runProcess } from '../process/run-process'
import { releaseIpcObjects } from './ipc-objects'
import { NfpcapdLog } from './nfpcapd-log'
import { isVersionAtLeast, type NetflowTools } from './tools'

export interface NfpcapdRun {
  /** Absolute path of an uncompressed capture. */
  readonly capture: string
  /** An empty directory of its own, with all links resolved. */
  readonly outputDir: string
  readonly tools: NetflowTools
  readonly signal: AbortSignal | undefined
  readonly wallLimitMs: number
}

export type NfpcapdOutcome =
  | { readonly state: 'done'; readonly files: readonly string[]; readonly log: NfpcapdLog }
  /** stopped: by the caller, for what it found in the capture. */
  | { readonly state: 'hung' | 'disk-full' | 'stopped' }
  | { readonly state: 'failed'; readonly reason: string }

/** All flows in one file: nfpcapd would write one for each time window, a million for a hostile capture. */
const ONE_WINDOW = '2147483647'
/** Active and inactive time-out in seconds: close to the one minute window of VPC flow logs. */
const TIMEOUTS = '60,15'
/** Room for the flow cache at first; it grows by itself, and the default takes half a second to set up. */
const CACHE_ENTRIES = '4096'
/** IPv4 headers of less than 20 bytes, of which one kind makes nfpcapd loop for ever. */
const SOUND_HEADERS_ONLY = 'not ip or ip[0] & 0xf >= 5'
const MEMORY_LIMIT = 4 * 1024 ** 3

const OUTPUT = /^nfcapd\.\d{8,}$/

/** Nothing of the user's own settings (NFCONF, TZ) may reach the tools. */
export function toolEnvironment(): Record<string, string> {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' }
}

export function nfpcapdArgs(capture: string, version: string): string[] {
  const modern = isVersionAtLeast(version, '1.7.0')
  return [
    ...['-r', capture, modern ? '-w' : '-l', '.', '-B', CACHE_ENTRIES, '-t', ONE_WINDOW],
    // Version 1.6 has time-outs of its own.
    ...(modern ? ['-e', TIMEOUTS] : []),
    SOUND_HEADERS_ONLY,
  ]
}

/**
 * Has nfpcapd turn a capture into flow files. Its exit code alone proves nothing: it is 0 for a
 * capture that was read in part.
 * @throws the signal's reason when cancelled; an Error when nfpcapd can't be started
 */
export async function runNfpcapd(run: NfpcapdRun): Promise<NfpcapdOutcome> {
  const { tools, outputDir } = run
  const args = nfpcapdArgs(run.capture, tools.version)
  // Also ends an nfpcapd that outlives Flowcase. It uses two threads.
  const processorSeconds = 2 * Math.ceil(run.wallLimitMs / 1000)
  const log = new NfpcapdLog()
  let clean = false
  try {
    const result = await runProcess({
      command: tools.prlimit ?? tools.nfpcapd,
      args: tools.prlimit
        ? [`--as=${MEMORY_LIMIT}`, `--cpu=${processorSeconds}`, tools.nfpcapd, ...args]
        : args,
      cwd: outputDir,
      env: toolEnvironment(),
      ...(run.signal && { signal: run.signal }),
      wallLimitMs: run.wallLimitMs,
      onStderrChunk: (text) => log.push(text),
      keepStderr: { headBytes: 0, tailBytes: 0 },
    })
    log.end()
    run.signal?.throwIfAborted()
    clean = result.code === 0 && result.killedBy === null
    if (log.diskFull) return { state: 'disk-full' }
    if (result.killedBy === 'limit') return { state: 'hung' }
    if (!clean) return { state: 'failed', reason: reasonOf(log, result.code, result.signal) }
    const files = await readdir(outputDir)
    if (!log.terminated || files.length === 0 || !files.every((file) => OUTPUT.test(file))) {
      return { state: 'failed', reason: 'it ended before its work was done' }
    }
    return { state: 'done', files: files.sort(), log }
  } finally {
    if (!clean) await releaseIpcObjects(outputDir, tools.ipcrm)
  }
}

function reasonOf(log: NfpcapdLog, code: number | null, signal: string | null): string {
  const ending = signal ? `it was ended by ${signal}` : `its exit code was ${code}`
  return log.complaints.length > 0 ? `${log.complaints.join('; ')} (${ending})` : ending
}
