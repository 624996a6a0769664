import type { BlockBuilder } from '../../shared/flow/block-builder'
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
  readonly builder: BlockBuilder
  readonly reader: FlowReader
  /** Called when the builder is full; nfdump waits for it. */
  readonly onFull: () => Promise<void>
}

/** nfdump 1.7.1 stands still on some damaged files. */
const SILENCE_LIMIT_MS = 60_000
/** Nothing but a call for help: what really ends a silent nfdump is the silence limit. */
const WALL_LIMIT_MS = 24 * 3_600_000

/**
 * Reads all flows of a file with nfdump.
 * @returns why the file could not be read whole, null when it was
 * @throws the signal's reason when cancelled; what onFull throws
 */
export async function runNfdump(run: NfdumpRun): Promise<string | null> {
  const { tools, builder, reader } = run
  const stop = new AbortController()
  const cancel = () => stop.abort()
  run.signal?.addEventListener('abort', cancel, { once: true })
  if (run.signal?.aborted) cancel()
  // Time in which nfdump waits for the engine to take a block is not silence.
  let heardAt = Date.now()
  let waiting = false
  const watch = setInterval(() => {
    if (!waiting && Date.now() - heardAt > SILENCE_LIMIT_MS) stop.abort()
  }, 1000)
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
      command: tools.nfdump,
      args: nfdumpArgs(run.file, tools.version),
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
    if (result.killedBy) return `it stood still for ${SILENCE_LIMIT_MS / 1000} s`
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

/** No filter is ever given, and nothing that comes from a user or from evidence. */
export function nfdumpArgs(file: string, version: string): string[] {
  const modern = isVersionAtLeast(version, '1.7.0')
  return [
    // Not the configuration file of this machine.
    ...(modern ? ['-C', 'none'] : []),
    ...['-r', file, '-q', '-N', '-6', '-o', flowLineFormat(modern)],
  ]
}
