import { availableParallelism, cpus } from 'node:os'
import { type EvidenceFile, type EvidenceKind, givesNetflow } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import type { ImportRequest } from '../../shared/ipc/channels'
import type { ImportMessage, ImportOutcome, ScanRemark } from '../../shared/ipc/import-messages'
import { convertCapture } from '../netflow/convert'
import { convertFlowFile } from '../netflow/convert-flow-file'
import { findNetflowTools, netflowToolsRemark } from '../netflow/find-tools'
import { convertNfdumpOutput } from '../netflow/output/convert-output'
import { joined } from '../netflow/remarks'
import { byTurns, type Digests, judge, Originals, ofOneSize } from './duplicates'
import { absolutePath } from './evidence-path'
import type { PauseSwitch } from './pause'
import { ProgressTracker } from './progress-tracker'
import { type ReaderFile, ReaderPool, type ReaderWork } from './reader-pool'
import { addCredits, createShare, pauseReaders, type ReaderShare, stopReaders } from './reader-state'
import { SameLines } from './same-lines'
import { errorCode, type ScannedFile, scanFolder } from './scan'

/** Batches that may wait in main: one for each reader and some slack. */
const READER_CREDITS = 4

export interface ImportOptions {
  /** Absolute path of the evidence folder. */
  readonly root: string
  readonly request: ImportRequest
  /** A folder of the app's own for conversions. */
  readonly workDir: string
  readonly signal: AbortSignal
  /** Lets the import rest; not given, it can't. */
  readonly pause?: PauseSwitch
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
  const files = unknownFiles(request, scan.files, remarks)
  const originals = new Originals()
  for (const known of request.known) originals.add(known)
  const sameLines = new SameLines()
  const tracker = new ProgressTracker(files, (progress) => options.send({ type: 'progress', progress }))
  const unwatch = options.pause?.watch((paused) => {
    tracker.paused = paused
  })
  const complete = (file: EvidenceFile) => {
    originals.add(file)
    sameLines.add(file)
  }
  try {
    const samples = await digestFiles(options, 'sample-digest', ofOneSize(files, originals))
    let turns = byTurns(files, samples, originals)
    while (turns.now.length + turns.later.length > 0) {
      tracker.stage = 'Reading evidence'
      const captures = await readFiles(options, turns.now, tracker, complete)
      for (const capture of captures) {
        tracker.stage = `Converting ${capture.path}`
        const converted = await convertOne(options, capture, tracker)
        complete(converted)
        await sendBatch(options, null, [converted])
      }
      tracker.stage = 'Comparing files of one size'
      const digests = await digestFiles(options, 'file-digest', turns.later)
      const { duplicates, ...next } = judge(turns.later, digests, originals)
      if (duplicates.length > 0) await sendBatch(options, null, duplicates)
      for (const file of duplicates) tracker.passOver(file)
      turns = next
    }
  } finally {
    unwatch?.()
    tracker.stop()
  }
  remarks.push(...sameLines.remarks)
  return signal.aborted ? { state: 'cancelled' } : { state: 'complete' }
}

/** @param file as it lies in the folder now */
function isChanged(before: Pick<ScannedFile, 'sizeBytes' | 'modifiedMs'>, file: ScannedFile): boolean {
  return before.sizeBytes !== file.sizeBytes || before.modifiedMs !== file.modifiedMs
}

/** The files that the case does not hold yet, with their ids; what became of the others is remarked. */
function unknownFiles(
  request: ImportRequest,
  scanned: readonly ScannedFile[],
  remarks: ScanRemark[],
): readonly ReaderFile[] {
  const known = new Map(request.known.map((file) => [file.path, file]))
  const stated = new Map(request.formats?.map(({ path, fields }) => [path, fields]))
  let nextId = request.nextEvidenceId
  const files: ReaderFile[] = []
  for (const file of scanned) {
    const before = known.get(file.path)
    const format = stated.get(file.path)
    if (!before) files.push({ ...file, id: nextId++, ...(format && { format }) })
    else if (!file.unlisted && isChanged(before, file)) {
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
  return files
}

/**
 * Reads files on the reader threads; returns the captures among them, in the order of their ids.
 * @param onComplete told each other file when it is read and sent
 */
async function readFiles(
  options: ImportOptions,
  files: readonly ReaderFile[],
  tracker: ProgressTracker,
  onComplete: (file: EvidenceFile) => void,
): Promise<readonly EvidenceFile[]> {
  const captures: EvidenceFile[] = []
  // The readers' batches wait here, in order, until the engine has room; the readers get the next
  // credit when theirs has left, so no more than READER_CREDITS ever wait.
  let sent: Promise<void> = Promise.resolve()
  await onReaders(options, 'read', files, (share, stop) => {
    tracker.watch(share)
    return (reply) => {
      if (reply.type !== 'batch') return
      const { block, complete } = reply
      captures.push(...complete.filter(hasFlows))
      const finished = complete.filter((file) => !hasFlows(file))
      sent = sent.then(async () => {
        await sendBatch(options, block, finished)
        finished.forEach(onComplete)
        addCredits(share, 1)
      })
      sent.catch(stop)
    }
  })
  await sent
  options.signal.throwIfAborted()
  return captures.sort((a, b) => a.id - b.id)
}

/** Tells files from one another, on the reader threads; those that were not looked at are not in the answer. */
async function digestFiles(
  options: ImportOptions,
  work: 'sample-digest' | 'file-digest',
  files: readonly ReaderFile[],
): Promise<Digests> {
  const digests = new Map<number, string | null>()
  if (files.length === 0) return digests
  await onReaders(options, work, files, () => (reply) => {
    if (reply.type === 'digest') digests.set(reply.id, reply.digest)
  })
  options.signal.throwIfAborted()
  return digests
}

/** Has the reader threads work on files until they are done, or the import is stopped. */
async function onReaders(
  { root, signal, pause }: ImportOptions,
  work: ReaderWork,
  files: readonly ReaderFile[],
  begin: (share: ReaderShare, stop: () => void) => Parameters<ReaderPool['run']>[1],
): Promise<void> {
  if (files.length === 0) return
  const readers = warmReaders()
  const share = createShare(readers.size, READER_CREDITS)
  const stop = () => stopReaders(share)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const unwatch = pause?.watch((paused) => pauseReaders(share, paused))
  try {
    await readers.run({ work, share, root, files }, begin(share, stop))
  } finally {
    unwatch?.()
    signal.removeEventListener('abort', stop)
  }
}

/** Files that other programs read, or the packet reader, or that of nfdump's output. */
function hasFlows({ kind }: EvidenceFile): boolean {
  return givesNetflow(kind)
}

function converterOf(kind: EvidenceKind): typeof convertCapture {
  if (kind === 'nfdump-output') return convertNfdumpOutput
  return kind === 'nfcapd' ? convertFlowFile : convertCapture
}

async function sendBatch(
  options: ImportOptions,
  block: FlowBlock | null,
  complete: readonly EvidenceFile[],
): Promise<void> {
  await options.credits.take()
  // Last of all: it may have been told to rest while the batch waited for its turn.
  await options.pause?.passed(options.signal)
  options.send({ type: 'batch', block, complete })
}

/** Reads the flows of one packet capture or NetFlow file; what goes wrong stands in its evidence record. */
async function convertOne(
  options: ImportOptions,
  capture: EvidenceFile,
  tracker: ProgressTracker,
): Promise<EvidenceFile> {
  await options.pause?.passed(options.signal)
  const { summary, damage, remark, text } = await converterOf(capture.kind)({
    path: absolutePath(options.root, capture.path),
    evidenceId: capture.id,
    workDir: options.workDir,
    tools: await findNetflowTools(),
    toolsRemark: await netflowToolsRemark(),
    zone: options.request.zones?.find(({ path }) => path === capture.path)?.zone ?? null,
    ...(capture.container === 'zip' && { members: capture.members }),
    signal: options.signal,
    onBlock: async (block) => {
      await sendBatch(options, block, [])
      tracker.flows += block.count
    },
  })
  return {
    ...{ ...capture, ...text, capture: summary },
    damage: damage ?? capture.damage,
    remark: joined(capture.remark, remark),
  }
}
