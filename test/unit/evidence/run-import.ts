import { join } from 'node:path'
import { build } from 'vite'
import { expect } from 'vitest'
import { assemblyscript } from '../../../scripts/build/assemblyscript'
import { startImport, warmReaders } from '../../../src/main/evidence/import'
import { PauseSwitch } from '../../../src/main/evidence/pause'
import { Credits } from '../../../src/main/ipc/credits'
import type { EvidenceFile } from '../../../src/shared/evidence/evidence'
import type { ImportRequest } from '../../../src/shared/ipc/channels'
import type { ImportMessage } from '../../../src/shared/ipc/import-messages'
import { temporaryFolder } from '../temporary-folder'

/** The reader threads' script, built as the app has it. */
export async function buildReaders(): Promise<string> {
  const outDir = temporaryFolder('worker')
  await build({
    configFile: false,
    logLevel: 'error',
    plugins: [assemblyscript()],
    build: {
      ssr: 'src/main/evidence/evidence-worker.ts',
      outDir,
      rollupOptions: { output: { format: 'cjs', entryFileNames: 'worker.cjs' } },
    },
    ssr: { noExternal: true },
  })
  return join(outDir, 'worker.cjs')
}

export async function startReaders(): Promise<void> {
  warmReaders(await buildReaders())
}

export const NOTHING_KNOWN: ImportRequest = { folderId: '0123456789abcdef', known: [], nextEvidenceId: 0 }

/** An import that takes up where these files were read. */
export function requestAfter(known: readonly EvidenceFile[]): ImportRequest {
  const nextEvidenceId = Math.max(-1, ...known.map(({ id }) => id)) + 1
  return { ...NOTHING_KNOWN, known: [...known], nextEvidenceId }
}

export interface Run {
  readonly messages: ImportMessage[]
  readonly done: Promise<void>
  readonly pause: PauseSwitch
  readonly abort: () => void
  credit(batches: number): void
}

/** An import with the engine's part played by the test: credits come when it gives them. */
export function run(root: string, request: ImportRequest = NOTHING_KNOWN): Run {
  const messages: ImportMessage[] = []
  const controller = new AbortController()
  const pause = new PauseSwitch()
  const credits = new Credits(0, controller.signal)
  const done = startImport({
    root,
    request,
    workDir: temporaryFolder('work'),
    signal: controller.signal,
    pause,
    send: (message) => messages.push(message),
    credits,
  })
  return {
    messages,
    done,
    pause,
    abort: () => controller.abort(),
    credit: (batches) => credits.add(batches),
  }
}

/** An import that nothing holds up, to its end. */
export async function wholeImport(root: string, request?: ImportRequest) {
  const { messages, done, credit } = run(root, request)
  credit(1_000_000)
  await done
  const { outcome, remarks } = end(messages)
  return { files: filesOf(messages), flows: flows(messages), outcome, remarks }
}

export function batches(messages: readonly ImportMessage[]) {
  return messages.flatMap((message) => (message.type === 'batch' ? [message] : []))
}

/** The files that are complete, in the order of their ids. */
export function filesOf(messages: readonly ImportMessage[]): readonly EvidenceFile[] {
  return batches(messages)
    .flatMap(({ complete }) => complete)
    .sort((a, b) => a.id - b.id)
}

export function flows(messages: readonly ImportMessage[]): number {
  return batches(messages).reduce((sum, { block }) => sum + (block?.count ?? 0), 0)
}

export function end(messages: readonly ImportMessage[]) {
  const last = messages.at(-1)
  return last?.type === 'end' ? last : expect.fail('the import did not end with its end')
}

/** Looks every few milliseconds until what is waited for is there. */
export function until(there: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = setInterval(() => {
      if (!there()) return
      clearInterval(look)
      resolve()
    }, 5)
  })
}
