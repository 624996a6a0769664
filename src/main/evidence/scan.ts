import type { Dirent, Stats } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { pathText } from '../../shared/evidence/path-text'
import type { ScanRemark } from '../../shared/ipc/import-messages'
import { absolutePath } from './evidence-path'

/** Files that are asked for their size at once; the system's part of it runs on four threads. */
const AT_ONCE = 64

export interface ScannedFile {
  /** Relative to the root, '/' between the parts, as pathText writes it. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedMs: number
  /** Its size and time could not be told, and are 0: they are taken when it is opened. */
  readonly unlisted?: true
}

export interface Scan {
  /** Every regular file below the root, sorted by path (by code unit). */
  readonly files: readonly ScannedFile[]
  /** What is no part of the evidence: links, devices, folders that can't be read. */
  readonly remarks: readonly ScanRemark[]
}

/**
 * Lists every regular file below a folder, whatever bytes its name is made of. Links are never
 * followed, so nothing outside of the folder is read and no loop is walked; each is reported.
 */
export async function scanFolder(root: string, signal: AbortSignal): Promise<Scan> {
  const files: ScannedFile[] = []
  const remarks: ScanRemark[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    let entries: Dirent<Buffer>[]
    try {
      entries = await readdir(absolutePath(root, folder), { withFileTypes: true, encoding: 'buffer' })
    } catch (error) {
      if (folder === '') throw error
      remarks.push({
        path: folder,
        message: `Folder can't be read (${errorCode(error)}): its files are not in the case.`,
      })
      continue
    }
    const found: string[] = []
    for (const entry of entries) {
      const name = pathText(entry.name)
      const path = folder === '' ? name : `${folder}/${name}`
      if (entry.isDirectory()) folders.push(path)
      else if (entry.isFile()) found.push(path)
      else remarks.push({ path, message: remarkOn(entry) })
    }
    for (let at = 0; at < found.length; at += AT_ONCE) {
      signal.throwIfAborted()
      files.push(
        ...(await Promise.all(
          found.slice(at, at + AT_ONCE).map((path) => describeFile(root, path, remarks)),
        )),
      )
    }
    signal.throwIfAborted()
  }
  files.sort(byPath)
  remarks.sort(byPath)
  return { files, remarks }
}

async function describeFile(root: string, path: string, remarks: ScanRemark[]): Promise<ScannedFile> {
  try {
    const { size, mtimeMs } = await lstat(absolutePath(root, path))
    return { path, sizeBytes: size, modifiedMs: mtimeMs }
  } catch (error) {
    // Gone or forbidden since it was listed: then reading it will say so too.
    const message = `Its size and time could not be told when the folder was listed (${errorCode(error)}).`
    remarks.push({ path, message })
    return { path, sizeBytes: 0, modifiedMs: 0, unlisted: true }
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

function remarkOn(entry: Dirent<Buffer> | Stats): string {
  if (entry.isSymbolicLink())
    return 'Link: not followed. Open the folder that it points to as a case of its own.'
  return 'Neither a file nor a folder (device, pipe or socket): not read.'
}

/** The system's short name of an error ("EACCES"), or its message. */
export function errorCode(error: unknown): string {
  if (error instanceof Error) return (error as NodeJS.ErrnoException).code ?? error.message
  return String(error)
}
