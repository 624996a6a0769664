import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import type { EvidenceFile } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { ImportRequest } from '../../shared/ipc/channels'
import type { ImportMessage, ImportOutcome, ScanRemark } from '../../shared/ipc/import-messages'
import { convertCapture } from '../netflow/convert'
import { convertFlowFile } from '../netflow/convert-flow-file'
import { findNetflowTools, netflowToolsRemark } from '../netflow/tools'
import { ProgressTracker } from './progress-tracker'
import { type ReaderFile, ReaderPool } from './reader-pool'
import { addCredits, createShare, stopReaders } from './reader-state'
import { errorCode, scanFolder } from './scan'

/** Batches that may wait in main: one for each reader and some slack. */
const READER_CREDITS = 4

export interface ImportOptions {
  /** Absolute path of the evidence folder. */
  readonly root: string
  readonly request: ImportRequest
  /** A folder of the app's own for conversions. */
  readonly workDir: string
  readonly signal: AbortSignal
  send(message: ImportMessage): void
  /** One credit allows one batch. take waits for it and rejects when the import was aborted. */
  readonly credits: { take(): Promise<void> }
}

let pool: ReaderPool | null = null

/**
 * Starts the reader threads; called when the app starts, so that the first import need not wait.
 * @param script the built evidence-worker, beside this bundle unless given
 */
export function warmReaders(script?: string): ReaderPool {
  const cores = typeof availableParallelism === 'function' ? availableParallelism() : cpus().length
  pool ??= new ReaderPool(Math.min(8, Math.max(1, cores)), script)
  return pool
}

/**
 * Reads an evidence folder: lists it, reads every file that the case does not hold whole already,
 * converts captures, and sends it all as batches. Always ends with an 'end' message, also when it
 * fails; rejects never.
 */
export async function startImport(options: ImportOptions): Promise<void> {
  const remarks: ScanRemark[] = []
  const outcome = await runImport(options, remarks).catch((error: unknown): ImportOutcome => {
    if (options.signal.aborted) return { state: 'cancelled' }
    return { state: 'failed', message: `The folder can't be read: ${errorCode(error)}` }
  })
  options.send({ type: 'end', outcome, remarks })
}

async function runImport(options: ImportOptions, remarks: ScanRemark[]): Promise<ImportOutcome> {
  const { root, request, signal } = options
  const scan = await scanFolder(root, signal)
  remarks.push(...scan.remarks)
  const known = new Map(request.known.map((file) => [file.path, file]))
  let nextId = request.nextEvidenceId
  const files: ReaderFile[] = []
  for (const file of scan.files) {
    const before = known.get(file.path)
    if (!before) files.push({ ...file, id: nextId++ })
    else if (before.sizeBytes !== file.sizeBytes || before.modifiedMs !== file.modifiedMs) {
      remarks.push({
        path: file.path,
        message:
          'Changed on disk since it was read: the case keeps what it read then. Open the folder as a new case to read it again.',
      })
    }
    known.delete(file.path)
  }
  for (const path of known.keys())
    remarks.push({ path, message: 'No longer in the folder; the case keeps what it read.' })

  const tracker = new ProgressTracker(files, (progress) => options.send({ type: 'progress', progress }))
  try {
    const captures = await readFiles(options, files, tracker)
    for (const capture of captures) {
      tracker.stage = `Converting ${capture.path}`
      await sendBatch(options, null, [await convertOne(options, capture, tracker)])
    }
  } finally {
    tracker.stop()
  }
  return signal.aborted ? { state: 'cancelled' } : { state: 'complete' }
}

/** Reads all files on the reader threads; returns the captures among them, in the order of their ids. */
async function readFiles(
  options: ImportOptions,
  files: readonly ReaderFile[],
  tracker: ProgressTracker,
): Promise<readonly EvidenceFile[]> {
  const { signal, root } = options
  const readers = warmReaders()
  const share = createShare(readers.size, READER_CREDITS)
  const stop = () => stopReaders(share)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  tracker.watch(share)
  const captures: EvidenceFile[] = []
  // The readers' batches wait here, in order, until the engine has room; the readers get the next
  // credit when theirs has left, so no more than READER_CREDITS ever wait.
  let sent: Promise<void> = Promise.resolve()
  try {
    await readers.read({ share, root, files }, ({ block, complete }) => {
      captures.push(...complete.filter(hasFlows))
      const finished = complete.filter((file) => !hasFlows(file))
      sent = sent.then(async () => {
        await sendBatch(options, block, finished)
        addCredits(share, 1)
      })
      sent.catch(stop)
    })
    await sent
  } finally {
    signal.removeEventListener('abort', stop)
  }
  signal.throwIfAborted()
  return captures.sort((a, b) => a.id - b.id)
}

/** Files that other programs read, or the packet reader. */
function hasFlows({ kind }: EvidenceFile): boolean {
  return kind === 'pcap' || kind === 'nfcapd'
}

async function sendBatch(
  options: ImportOptions,
  block: FlowBlock | null,
  complete: readonly EvidenceFile[],
): Promise<void> {
  await options.credits.take()
  options.send({ type: 'batch', block, complete })
}

/** Reads the flows of one packet capture or NetFlow file; what goes wrong stands in its evidence record. */
async function convertOne(
  options: ImportOptions,
  capture: EvidenceFile,
  tracker: ProgressTracker,
): Promise<EvidenceFile> {
  const convert = capture.kind === 'nfcapd' ? convertFlowFile : convertCapture
  const { summary, damage, remark } = await convert({
    path: join(options.root, capture.path),
    evidenceId: capture.id,
    workDir: options.workDir,
    tools: await findNetflowTools(),
    toolsRemark: await netflowToolsRemark(),
    signal: options.signal,
    onBlock: async (block) => {
      await sendBatch(options, block, [])
      tracker.flows += block.count
    },
  })
  return { ...capture, capture: summary, damage: damage ?? capture.damage, remark }
}
