import { mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { releaseIpcObjects } from './ipc-objects'
import type { NetflowTools } from './tools'

/** A conversion's own place on disk. */
export interface ConversionDir {
  readonly path: string
  /** Where nfpcapd writes, with all links resolved; nothing else is in it. */
  readonly flows: string
  remove(): Promise<void>
}

const NAME = /^capture-(\d+)-/

/**
 * Makes a fresh directory below `workDir`, which is made if need be. Directories there that a
 * process left behind which is no more are removed first: they may hold unpacked evidence.
 */
export async function makeConversionDir(workDir: string, tools: NetflowTools): Promise<ConversionDir> {
  await mkdir(workDir, { recursive: true })
  await removeAbandoned(workDir, tools)
  const path = await realpath(await mkdtemp(join(workDir, `capture-${process.pid}-`)))
  const flows = join(path, 'flows')
  await mkdir(flows)
  return { path, flows, remove: () => removeTree(path) }
}

async function removeAbandoned(workDir: string, tools: NetflowTools): Promise<void> {
  for (const name of await readdir(workDir)) {
    const pid = NAME.exec(name)?.[1]
    if (pid === undefined || isRunning(Number(pid))) continue
    const path = join(await realpath(workDir), name)
    await releaseIpcObjects(join(path, 'flows'), tools.ipcrm)
    await removeTree(path)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 })
}
