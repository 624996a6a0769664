import { delimiter, isAbsolute } from 'node:path'
import { type NetflowToolSearch, searchNetflowTools } from './tool-search'
import type { NetflowTools } from './tools'

/** A desktop session may have a shorter PATH than a shell. */
const USUAL_DIRECTORIES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']

/** Where portable copies lie, before all others. */
let portable: readonly string[] = []
let cached: NetflowToolSearch | null = null

/** Has the tools looked for in these directories (absolute) first from now on. */
export function preferToolDirectories(directories: readonly string[]): void {
  portable = directories
  cached = null
}

/** nfpcapd and nfdump of this machine, or null when they can't be used (netflowToolsRemark says why). What was found is remembered, what was missing is looked for again. */
export async function findNetflowTools(): Promise<NetflowTools | null> {
  return (await lookUp()).tools
}

/** Why captures can't be converted on this machine and what to install; null when they can. */
export async function netflowToolsRemark(): Promise<string | null> {
  return (await lookUp()).remark
}

/** All programs of nfdump's on this machine, looked for anew. */
export async function lookForNetflowTools(): Promise<NetflowToolSearch> {
  cached = null
  return lookUp()
}

async function lookUp(): Promise<NetflowToolSearch> {
  if (cached?.tools) return cached
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  cached = await searchNetflowTools([...new Set([...portable, ...onPath, ...USUAL_DIRECTORIES])])
  return cached
}
