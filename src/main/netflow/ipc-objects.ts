import { runProcess } from '../process/run-process'
import type { NetflowTools } from './tools'

export interface IpcKeys {
  readonly sharedMemory: number
  readonly semaphore: number
}

/**
 * The System V keys under which nfpcapd keeps its bookkeeping of an output directory.
 * @param realPath the directory with all links resolved
 */
export function ipcKeys(realPath: string): IpcKeys {
  let hash = 0
  for (const byte of Buffer.from(realPath)) hash = (Math.imul(37, hash) + byte) >>> 0
  return { sharedMemory: hash, semaphore: (Math.imul(37, hash) + 'R'.charCodeAt(0)) >>> 0 }
}

/** Removes what an nfpcapd that did not end by itself left behind for its output directory; does nothing when there is nothing. */
export async function releaseIpcObjects(realPath: string, ipcrm: NetflowTools['ipcrm']): Promise<void> {
  if (!ipcrm) return
  const { sharedMemory, semaphore } = ipcKeys(realPath)
  const hex = (key: number) => `0x${key.toString(16)}`
  try {
    await runProcess({
      command: ipcrm,
      args: ['-M', hex(sharedMemory), '-S', hex(semaphore)],
      env: { LC_ALL: 'C' },
      wallLimitMs: 10_000,
      keepStderr: { headBytes: 0, tailBytes: 0 },
    })
  } catch {
    // The objects are 64 bytes of the user's own; a conversion does not fail over them.
  }
}
