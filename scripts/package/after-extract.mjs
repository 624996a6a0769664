import { rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The runtime in a checkout has that checkout linked in as its app, or comes with Electron's own start
 * page: neither is shipped.
 *
 * @param {import('app-builder-lib').AfterExtractContext} context
 */
export async function afterExtract({ appOutDir }) {
  for (const name of ['app', 'default_app.asar'])
    await rm(join(appOutDir, 'resources', name), { force: true })
}
