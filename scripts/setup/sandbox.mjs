import { chmod, chown, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runQuietly } from './run-quietly.mjs'

/**
 * Chromium's sandbox needs user name spaces, or its helper with root's rights (mode 4755). Where the
 * system keeps user name spaces from ordinary users and root does the set-up, the helper gets them.
 *
 * @param {string} distribution directory of an Electron distribution
 * @param {import('./steps.mjs').Say} say
 */
export async function prepareSandbox(distribution, say) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return
  if (await ordinaryUsersHaveNameSpaces()) return
  const helper = join(distribution, 'chrome-sandbox')
  const { mode, uid } = await stat(helper)
  if (uid === 0 && (mode & 0o4755) === 0o4755) return
  say(
    "  Chromium's sandbox helper gets root's rights: this system has no user name spaces for ordinary users",
  )
  await chown(helper, 0, 0)
  await chmod(helper, 0o4755)
}

async function ordinaryUsersHaveNameSpaces() {
  try {
    const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']
    await runQuietly('setpriv', [...nobody, 'unshare', '--map-root-user', 'true'])
    return true
  } catch {
    return false
  }
}
