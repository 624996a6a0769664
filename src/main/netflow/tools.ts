import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { runProcess } from '../process/run-process'

/** Absolute paths of the programs that turn packets into flows. */
export interface NetflowTools {
  readonly nfpcapd: string
  readonly nfdump: string
  /** Of both: "1.7.1". */
  readonly version: string
  /** util-linux, bounds the memory and processor time of nfpcapd; null where there is none. */
  readonly prlimit: string | null
  /** Removes what a killed nfpcapd leaves in System V IPC; null where there is none. */
  readonly ipcrm: string | null
}

/** The tools, or why captures can't be converted on this machine and what to do about it. */
export type NetflowToolSearch =
  | { readonly tools: NetflowTools; readonly remark: null }
  | { readonly tools: null; readonly remark: string }

/** A desktop session may have a shorter PATH than a shell. */
const USUAL_DIRECTORIES = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']

const OLDEST = [1, 6, 18] as const
const FIRST_UNKNOWN = [1, 8, 0] as const

/** How to get both programs; said wherever they are missing. */
export const INSTALL_NETFLOW_TOOLS =
  'Install nfdump 1.7 with nfpcapd: "sudo apt install nfdump" on Debian, Ubuntu and Kali, "sudo dnf install nfdump" on Fedora, "brew install nfdump" on macOS, or a build of your own with "./configure --enable-nfpcapd". On a machine without a network, carry the package over. Then open the folder again.'

let cached: NetflowToolSearch | null = null

/** nfpcapd and nfdump of this machine, or null when they can't be used (netflowToolsRemark says why). What was found is remembered, what was missing is looked for again. */
export async function findNetflowTools(): Promise<NetflowTools | null> {
  return (await lookUp()).tools
}

/** Why captures can't be converted on this machine and what to install; null when they can. */
export async function netflowToolsRemark(): Promise<string | null> {
  return (await lookUp()).remark
}

async function lookUp(): Promise<NetflowToolSearch> {
  if (cached?.tools) return cached
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  cached = await searchNetflowTools([...new Set([...onPath, ...USUAL_DIRECTORIES])])
  return cached
}

/** Looks for the tools in these directories, in this order. */
export async function searchNetflowTools(directories: readonly string[]): Promise<NetflowToolSearch> {
  const [nfpcapd, nfdump, prlimit, ipcrm] = await Promise.all(
    ['nfpcapd', 'nfdump', 'prlimit', 'ipcrm'].map((name) => findProgram(name, directories)),
  )
  if (!nfpcapd || !nfdump) {
    const missing = nfdump ? 'nfpcapd is' : nfpcapd ? 'nfdump is' : 'nfpcapd and nfdump are'
    return refused(`${missing} not installed.`)
  }
  const [ofNfpcapd, ofNfdump] = await Promise.all([versionOf(nfpcapd), versionOf(nfdump)])
  if (!ofNfpcapd || !ofNfdump) {
    return refused(`${ofNfpcapd ? nfdump : nfpcapd} does not tell its version, so it is not used.`)
  }
  const version = ofNfdump.join('.')
  if (compare(ofNfpcapd, ofNfdump) !== 0) {
    return refused(
      `${nfpcapd} is version ${ofNfpcapd.join('.')}, but ${nfdump} is version ${version}: they may not read each other's files, so they are not used.`,
    )
  }
  if (compare(ofNfdump, OLDEST) < 0 || compare(ofNfdump, FIRST_UNKNOWN) >= 0) {
    return refused(`nfdump ${version} (${nfdump}) is not used: Flowcase knows versions 1.6.18 to 1.7.`)
  }
  return { tools: { nfpcapd, nfdump, version, prlimit: prlimit ?? null, ipcrm: ipcrm ?? null }, remark: null }
}

/** Whether a version such as "1.7.1" is at least another. */
export function isVersionAtLeast(version: string, least: string): boolean {
  return compare(version.split('.').map(Number), least.split('.').map(Number)) >= 0
}

function refused(reason: string): NetflowToolSearch {
  return { tools: null, remark: `${reason} ${INSTALL_NETFLOW_TOOLS}` }
}

async function findProgram(name: string, directories: readonly string[]): Promise<string | null> {
  for (const directory of directories) {
    const path = join(directory, name)
    try {
      await access(path, constants.X_OK)
      if ((await stat(path)).isFile()) return path
    } catch {
      // Not in this directory; the next may have it.
    }
  }
  return null
}

/** What `nfdump -V` and `nfpcapd -V` print: "nfdump: Version: NSEL-NEL1.7.1". */
async function versionOf(program: string): Promise<readonly number[] | null> {
  const lines: string[] = []
  try {
    await runProcess({
      command: program,
      args: ['-V'],
      env: { PATH: process.env.PATH ?? '', LC_ALL: 'C' },
      wallLimitMs: 10_000,
      onStdoutLine: (line) => void lines.push(line),
      keepStderr: { headBytes: 0, tailBytes: 0 },
    })
  } catch {
    // A program that can't be started has no version.
    return null
  }
  const match = /Version: [A-Za-z-]*(\d+)\.(\d+)\.(\d+)/.exec(lines.join('\n'))
  return match && [Number(match[1]), Number(match[2]), Number(match[3])]
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
