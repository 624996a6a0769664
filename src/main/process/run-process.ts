import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import { HeadAndTail } from './head-and-tail'
import { deliverLines, type LineListener } from './lines'

export interface ProcessOptions {
  /** Name or path of the program; started without a shell, so nothing in it or in `args` is interpreted. */
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** The whole environment of the program: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Milliseconds after which the program is ended. */
  readonly wallLimitMs: number
  /**
   * Called for each line of standard output (UTF-8), without its newline, in order; a last line that
   * lacks its newline counts as a line. While a returned promise is pending the program is not read
   * from, so that it waits too. After the program was ended by abort, limit or watch no more lines come.
   */
  readonly onStdoutLine?: LineListener
  /** Called with standard error as it arrives; 'kill' ends the program. */
  readonly onStderrChunk?: ((text: string) => void) | ((text: string) => 'kill' | undefined)
  /** How much of standard error the result keeps. */
  readonly keepStderr: { readonly headBytes: number; readonly tailBytes: number }
}

export interface ProcessResult {
  /** Exit code; null when a signal ended the program. */
  readonly code: number | null
  readonly signal: string | null
  /** Who ended it: the caller's signal, the wall limit, onStderrChunk; null when it ended by itself. */
  readonly killedBy: null | 'abort' | 'limit' | 'watch'
  readonly stderrHead: string
  /** What came last and is not in `stderrHead`; the two overlap nowhere. */
  readonly stderrTail: string
  readonly stderrBytes: number
}

/** How long a program may take to end after SIGTERM before it gets SIGKILL. */
const GRACE_MS = 2_000
/** The same when somebody waits for the end, and wants nothing of what it has done. */
const ABORT_GRACE_MS = 100

const running = new Set<ChildProcess>()

process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/**
 * Runs a program to its end. Rejects when it can't be started (the message names the program, `cause` is
 * Node's error, whose `code` is ENOENT when it is not installed) or when a callback throws (the program
 * is ended first); a program that fails or is killed resolves.
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const stderr = new HeadAndTail(options.keepStderr.headBytes, options.keepStderr.tailBytes)
  let killedBy: ProcessResult['killedBy'] = null
  const result = (code: number | null, signal: string | null): ProcessResult => ({
    code,
    signal,
    killedBy,
    stderrHead: stderr.head,
    stderrTail: stderr.tail,
    stderrBytes: stderr.bytes,
  })
  if (options.signal?.aborted) {
    killedBy = 'abort'
    return result(null, null)
  }

  const child = await start(options)
  let ended = false
  let graceTimer: NodeJS.Timeout | undefined
  const end = (reason: ProcessResult['killedBy']) => {
    if (ended) return
    ended = true
    killedBy = reason
    child.kill('SIGTERM')
    graceTimer = setTimeout(
      () => {
        child.kill('SIGKILL')
        // A program that was started by the killed one may hold the pipes open.
        child.stdout.destroy()
        child.stderr.destroy()
      },
      reason === 'abort' ? ABORT_GRACE_MS : GRACE_MS,
    )
  }
  const onAbort = () => end('abort')
  options.signal?.addEventListener('abort', onAbort)
  // It may have been aborted while the program was starting.
  if (options.signal?.aborted) onAbort()
  const limitTimer = setTimeout(() => end('limit'), options.wallLimitMs)

  const failures: unknown[] = []
  const guard = async (work: () => void | Promise<void>) => {
    try {
      await work()
    } catch (error) {
      failures.push(error)
      end(null)
    }
  }

  const decoder = new StringDecoder('utf8')
  const watch = (text: string) => {
    if (text !== '' && !ended && options.onStderrChunk?.(text) === 'kill') end('watch')
  }
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.push(chunk)
    void guard(() => watch(decoder.write(chunk)))
  })
  child.stderr.on('end', () => void guard(() => watch(decoder.end())))

  const onLine = options.onStdoutLine
  const closed = new Promise<Pick<ProcessResult, 'code' | 'signal'>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }))
  })
  try {
    if (onLine) {
      await guard(() => deliverLines(child.stdout, (line) => (ended ? undefined : onLine(line))))
    }
    // Whatever comes after a failed line is of no interest, but would hold the program back.
    child.stdout.resume()
    const { code, signal } = await closed
    if (failures.length > 0) throw failures[0]
    return result(code, signal)
  } finally {
    running.delete(child)
    clearTimeout(limitTimer)
    clearTimeout(graceTimer)
    options.signal?.removeEventListener('abort', onAbort)
  }
}

type RunningChild = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable }

function start(options: ProcessOptions): Promise<RunningChild> {
  return new Promise((resolve, reject) => {
    const child = spawn(options.command, [...options.args], {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: { ...options.env },
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    })
    child.once('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'it is not installed' : error.message
      reject(new Error(`Can't start ${options.command}: ${reason}`, { cause: error }))
    })
    child.once('spawn', () => {
      running.add(child)
      // An error after the start can only be a signal that came too late.
      child.on('error', () => {})
      resolve(child)
    })
  })
}
