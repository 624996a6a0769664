import { join } from 'node:path'
import { isEscapedPath, pathBytes } from '../../shared/evidence/path-text'

/** What to open for the path of an evidence file or folder, as its record shows it. */
export function absolutePath(root: string, path: string): string | Buffer {
  if (!isEscapedPath(path)) return join(root, path)
  return Buffer.concat([Buffer.from(`${root}/`), pathBytes(path)])
}
