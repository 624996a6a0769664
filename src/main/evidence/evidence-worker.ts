import { getPriority, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { BlockSink } from './block-sink'
import { absolutePath } from './evidence-path'
import { fileDigest, sampleDigest } from './file-digest'
import { Cancelled, EvidenceReader } from './read-evidence'
import { LineReader } from './read-lines'
import type { ReaderMessage, ReaderReply, ReaderTask } from './reader-pool'
import { NEXT, PROGRESS_FIELDS, stopped, takeCredit } from './reader-state'
import { warmUp } from './warm-up'

const DIGEST_BYTES = 1 << 18

/** Reading takes all processors there are; what the examiner does meanwhile goes first. */
const NICE = 5

/** Reads files of an import one after the other until there are none. */
async function readFiles(task: ReaderTask): Promise<void> {
  const { share, files, root, reader } = task
  const control = new Int32Array(share.control)
  const progress = new Float64Array(share.progress, reader * PROGRESS_FIELDS * 8, PROGRESS_FIELDS)
  const count = (field: number, by: number) => {
    progress[field] = (progress[field] as number) + by
  }
  const sink = new BlockSink((block, complete) => {
    if (!takeCredit(share)) throw new Cancelled()
    const buffer = block?.addresses.v4.buffer as ArrayBuffer | undefined
    reply({ type: 'batch', block, complete }, buffer ? [buffer] : [])
  })
  const evidenceReader = new EvidenceReader(sink, {
    throwIfCancelled() {
      if (stopped(share)) throw new Cancelled()
    },
    advanced(bytes, records) {
      count(0, bytes)
      count(1, records)
    },
  })
  for (;;) {
    const file = files[Atomics.add(control, NEXT, 1)]
    if (!file || stopped(share)) break
    sink.fileComplete(await evidenceReader.read({ ...file, absolutePath: absolutePath(root, file.path) }))
    count(2, 1)
  }
  sink.flush()
}

/** Gives the wanted lines of each file, one file after the other. */
async function readLines({ share, files, root }: ReaderTask): Promise<void> {
  const control = new Int32Array(share.control)
  let id = 0
  const watch = {
    throwIfCancelled() {
      if (stopped(share)) throw new Cancelled()
    },
    advanced() {},
  }
  const reader = new LineReader(watch, (piece) => {
    if (!takeCredit(share)) throw new Cancelled()
    reply({ type: 'lines', id, ...piece }, [piece.bytes.buffer])
  })
  for (;;) {
    watch.throwIfCancelled()
    const file = files[Atomics.add(control, NEXT, 1)]
    if (!file?.wanted) return
    id = file.id
    const target = { ...file, absolutePath: absolutePath(root, file.path) }
    reply({ type: 'lines-read', id, ...(await reader.read(target, file.wanted)) })
  }
}

/** Tells the digests of files, one after the other, until there are none. */
function digestFiles({ work, share, files, root }: ReaderTask): void {
  const control = new Int32Array(share.control)
  const throwIfCancelled = () => {
    if (stopped(share)) throw new Cancelled()
  }
  const buffer = new Uint8Array(DIGEST_BYTES)
  for (;;) {
    throwIfCancelled()
    const file = files[Atomics.add(control, NEXT, 1)]
    if (!file) return
    const target = { ...file, absolutePath: absolutePath(root, file.path) }
    const digest =
      work === 'sample-digest' ? sampleDigest(target, buffer) : fileDigest(target, buffer, throwIfCancelled)
    reply({ type: 'digest', id: file.id, digest })
  }
}

function reply(message: ReaderReply, transfer: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer)
}

// On Linux this is of the thread, elsewhere of the whole app. An app that was started nicer already may not go back.
if (process.platform === 'linux' && getPriority() < NICE) setPriority(NICE)

let tasks = 0

parentPort?.on('message', async (task: ReaderMessage) => {
  if (task.work === 'warm-up') return warmUp(() => tasks === 0)
  tasks++
  try {
    if (task.work === 'read') await readFiles(task)
    else if (task.work === 'lines') await readLines(task)
    else digestFiles(task)
    reply({ type: 'end', error: null })
  } catch (error) {
    reply({ type: 'end', error: error instanceof Cancelled ? null : errorText(error) })
  }
})

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
