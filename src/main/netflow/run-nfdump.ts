import { runProcess } from '../process/run-process'
import { flowLineFormat } from './flow-line'
import type { FlowReader } from './read-flows'
import { toolEnvironment } from './run-nfpcapd'
import { isVersionAtLeast, type NetflowTools } from './tools'

export interface NfdumpRun {
  /** Directory and name of a flow file. */
  readonly directory: string
  readonly file: string
  readonly tools: NetflowTools
  readonly signal: AbortSignal | undefined
  readonly reader: FlowReader
  /** Called when the builder is full; nfdump waits for it. */
  readonly onFull: () => Promise<void>
  /**
   * Given for a file that may have been made to do harm: then memory is limited too.
   * silenceLimitMs: after so long without a line nfdump is ended, 60 s when not given.
   */
  readonly untrusted?: { readonly silenceLimitMs?: number | undefined } | undefined
}

/** nfdump 1.7.1 stands still on some damaged files. */
const SILENCE_LIMIT_MS = 60_000
const MEMORY_LIMIT = 4 * 1024 ** 3
/** Nothing but a call for help: what really ends a silent nfdump is the silence limit. */
const WALL_LIMIT_MS = 24 * 3_600_000

/**
 * Reads all flows of a file with nfdump.
 * @returns why the file could not be read whole, null when it was
 * @throws the signal's reason when cancelled; what onFull throws
 */
export async function runNfdump(run: NfdumpRun): Promise<string | null> {
  const { tools, reader, untrusted } = run
  const silenceLimitMs = untrusted?.silenceLimitMs ?? SILENCE_LIMIT_MS
  const { builder } = reader.rows
  const stop = new AbortController()
  const cancel = () => stop.abort()
  run.signal?.addEventListener('abort', cancel, { once: true })
  if (run.signal?.aborted) cancel()
  // Time in which nfdump waits for the engine to take a block is not silence.
  let heardAt = Date.now()
  let waiting = false
  const watch = setInterval(() => {
    if (!waiting && Date.now() - heardAt > silenceLimitMs) stop.abort()
  }, 250)
  let refused = false
  const handOver = async () => {
    waiting = true
    try {
      await run.onFull()
    } catch (error) {
      refused = true
      throw error
    }
    waiting = false
    heardAt = Date.now()
  }
  try {
    const result = await runProcess({
      ...limited(tools, untrusted !== undefined, nfdumpArgs(run.file, tools.version)),
      cwd: run.directory,
      env: toolEnvironment(),
      signal: stop.signal,
      wallLimitMs: WALL_LIMIT_MS,
      onStdoutLine: (line): void | Promise<void> => {
        heardAt = Date.now()
        reader.line(line)
        if (builder.full) return handOver()
      },
      keepStderr: { headBytes: 1024, tailBytes: 0 },
    })
    run.signal?.throwIfAborted()
    if (result.killedBy) return `it stood still for ${silenceLimitMs / 1000} s and was stopped`
    // 0 is no proof: nfdump 1.7.1 exits so after a file that it can't read as well.
    if (result.code === 0 && result.stderrBytes === 0) return null
    const said = result.stderrHead.trim()
    return said === '' ? `its exit was ${result.signal ?? result.code}` : said
  } catch (error) {
    run.signal?.throwIfAborted()
    if (refused) throw error
    return (error as Error).message
  } finally {
    clearInterval(watch)
    run.signal?.removeEventListener('abort', cancel)
  }
}

function limited(
  { nfdump, prlimit }: NetflowTools,
  limit: boolean,
  args: readonly string[],
): { command: string; args: readonly string[] } {
  if (!limit || !prlimit) return { command: nfdump, args }
  return { command: prlimit, args: [`--as=${MEMORY_LIMIT}`, nfdump, ...args] }
}

/** No filter is ever given, and nothing that comes from a user or from evidence. */
export function nfdumpArgs(file: string, version: string): string[] {
  const modern = isVersionAtLeast(version, '1.7.0')
  return [
    // Not the configuration file of this machine.
    ...(modern ? ['-C', 'none'] : []),
    ...['-r', file, '-q', '-N', '-6', '-o', flowLineFormat(modern)],
  ]
}
