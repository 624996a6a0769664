import path from 'node:path'
import { app } from 'electron'

/** The built parts of the app, in a checkout or in a packaged archive. */
export function preloadFile(): string {
  return path.join(app.getAppPath(), 'out/preload/preload.cjs')
}

export function rendererRoot(): string {
  return path.join(app.getAppPath(), 'out/renderer')
}

/** A file or folder of the app's own data. */
export function dataPath(name: string): string {
  return path.join(app.getPath('userData'), name)
}
