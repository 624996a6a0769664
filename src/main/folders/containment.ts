import { realpath } from 'node:fs/promises'
import path from 'node:path'

/** Whether `target` is `folder` or lies in it. Both absolute; links are not resolved here. */
export function isInside(folder: string, target: string): boolean {
  const way = path.relative(folder, target)
  return way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way)
}

/** The real path of something that need not exist yet: links of the part that exists are resolved. */
export async function realTarget(target: string): Promise<string> {
  const absolute = path.resolve(target)
  try {
    return await realpath(absolute)
  } catch {
    const parent = path.dirname(absolute)
    return parent === absolute ? absolute : path.join(await realTarget(parent), path.basename(absolute))
  }
}
