import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScanRemark } from '../../shared/ipc/import-messages'

export interface ScannedFile {
  /** Relative to the root, '/' between the parts. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
}

export interface Scan {
  /** Every regular file below the root, sorted by path (by code unit). */
  readonly files: readonly ScannedFile[]
  /** What is no part of the evidence: links, devices, folders that can't be read. */
  readonly remarks: readonly ScanRemark[]
}

/**
 * Lists every regular file below a folder. Links are never followed, so nothing outside of the
 * folder is read and no loop is walked; each is reported.
 */
export async function scanFolder(root: string, signal: AbortSignal): Promise<Scan> {
  const files: ScannedFile[] = []
  const remarks: ScanRemark[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    let entries: Dirent[]
    try {
      entries = await readdir(join(root, folder), { withFileTypes: true })
    } catch (error) {
      if (folder === '') throw error
      remarks.push({
        path: folder,
        message: `Folder can't be read (${errorCode(error)}): its files are not in the case.`,
      })
      continue
    }
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) files.push(await describeFile(root, path))
      else remarks.push({ path, message: remarkOn(entry) })
    }
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
  remarks.sort((a, b) => (a.path < b.path ? -1 : 1))
  return { files, remarks }
}

async function describeFile(root: string, path: string): Promise<ScannedFile> {
  try {
    const { size, mtimeMs } = await stat(join(root, path))
    return { path, sizeBytes: size, modifiedMs: mtimeMs }
  } catch {
    // Gone or forbidden since it was listed: reading it will say so.
    return { path, sizeBytes: 0, modifiedMs: 0 }
  }
}

function remarkOn(entry: Dirent): string {
  if (entry.isSymbolicLink())
    return 'Link: not followed. Open the folder that it points to as a case of its own.'
  return 'Neither a file nor a folder (device, pipe or socket): not read.'
}

/** The system's short name of an error ("EACCES"), or its message. */
export function errorCode(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message
  return String(error)
}
