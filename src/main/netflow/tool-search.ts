import { constants } from 'node:fs'
import { access, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { runProcess } from '../process/run-process'
import { compareVersions, INSTALL_NETFLOW_TOOLS, type NetflowTools } from './tools'

/** A program of nfdump's that was found, used or not. */
export interface FoundProgram {
  readonly name: 'nfpcapd' | 'nfdump'
  /** Absolute. */
  readonly path: string
  /** Null when it does not tell. */
  readonly version: string | null
  readonly used: boolean
  /** Why it can't be used, as a sentence; null when it can. */
  readonly fault: string | null
}

/** The tools, or why captures can't be converted on this machine and what to do about it. */
export type NetflowToolSearch = { readonly programs: readonly FoundProgram[] } & (
  | { readonly tools: NetflowTools; readonly reason: null; readonly remark: null }
  /** The remark is the reason, and what to install. */
  | { readonly tools: null; readonly reason: string; readonly remark: string }
)

const OLDEST = [1, 6, 18] as const
const FIRST_UNKNOWN = [1, 8, 0] as const
const KNOWN_VERSIONS = 'Flowcase knows versions 1.6.18 to 1.7'

interface Candidate {
  readonly name: FoundProgram['name']
  readonly path: string
  readonly version: readonly number[] | null
  readonly fault: string | null
}

/**
 * Looks for the tools in these directories, in this order: the first nfdump of a version that is known
 * and has an nfpcapd of the same version, best beside it. Each program that is found is started, without
 * a shell, to tell its version, for which it has 10 s.
 */
export async function searchNetflowTools(directories: readonly string[]): Promise<NetflowToolSearch> {
  const [nfpcapds, nfdumps, prlimit, ipcrm] = await Promise.all([
    candidates('nfpcapd', directories),
    candidates('nfdump', directories),
    findProgram('prlimit', directories),
    findProgram('ipcrm', directories),
  ])
  const pair = pairOf(nfpcapds, nfdumps)
  const all = [...nfpcapds, ...nfdumps]
  const programs = all.map((one): FoundProgram => {
    const used = one === pair?.nfpcapd || one === pair?.nfdump
    const lonely = one.fault === null && !used && !all.some((other) => isPartner(one, other))
    return {
      name: one.name,
      path: one.path,
      version: one.version?.join('.') ?? null,
      used,
      fault: lonely ? `There is no ${PARTNERS[one.name]} of the same version.` : one.fault,
    }
  })
  if (!pair) {
    const reason = reasonOf(nfpcapds[0], nfdumps[0])
    return { programs, tools: null, reason, remark: `${reason} ${INSTALL_NETFLOW_TOOLS}` }
  }
  const { nfpcapd, nfdump } = pair
  const version = (nfdump.version as readonly number[]).join('.')
  const tools = { nfpcapd: nfpcapd.path, nfdump: nfdump.path, version, prlimit, ipcrm }
  return { programs, tools, reason: null, remark: null }
}

const PARTNERS = { nfpcapd: 'nfdump', nfdump: 'nfpcapd' } as const

function pairOf(
  nfpcapds: readonly Candidate[],
  nfdumps: readonly Candidate[],
): { readonly nfpcapd: Candidate; readonly nfdump: Candidate } | null {
  for (const nfdump of nfdumps) {
    const partners = nfpcapds.filter((nfpcapd) => isPartner(nfdump, nfpcapd))
    const nfpcapd = partners.find(({ path }) => dirname(path) === dirname(nfdump.path)) ?? partners[0]
    if (nfpcapd) return { nfpcapd, nfdump }
  }
  return null
}

/** Both can be used, and read each other's files. */
function isPartner(a: Candidate, b: Candidate): boolean {
  return (
    a.name !== b.name &&
    a.fault === null &&
    b.fault === null &&
    compareVersions(a.version ?? [], b.version ?? []) === 0
  )
}

/** Why no two of them can be used, by those that come first. */
function reasonOf(nfpcapd: Candidate | undefined, nfdump: Candidate | undefined): string {
  if (!nfpcapd || !nfdump) {
    const missing = nfdump ? 'nfpcapd is' : nfpcapd ? 'nfdump is' : 'nfpcapd and nfdump are'
    return `${missing} not installed.`
  }
  const silent = [nfpcapd, nfdump].find(({ version }) => version === null)
  if (silent) return `${silent.path} does not tell its version, so it is not used.`
  const [ofNfpcapd, ofNfdump] = [nfpcapd, nfdump].map(({ version }) => version?.join('.'))
  if (ofNfpcapd !== ofNfdump) {
    return `${nfpcapd.path} is version ${ofNfpcapd}, but ${nfdump.path} is version ${ofNfdump}: they may not read each other's files, so they are not used.`
  }
  return `nfdump ${ofNfdump} (${nfdump.path}) is not used: ${KNOWN_VERSIONS}.`
}

async function candidates(
  name: FoundProgram['name'],
  directories: readonly string[],
): Promise<readonly Candidate[]> {
  const found = new Map<string, string>()
  for (const directory of directories) {
    const path = await programIn(directory, name)
    // The same program by another way (/bin is mostly a link to /usr/bin).
    const real = path && (await realpath(path))
    if (path && real && !found.has(real)) found.set(real, path)
  }
  return Promise.all(
    [...found.values()].map(async (path) => {
      const version = await versionOf(path)
      return { name, path, version, fault: faultOf(version) }
    }),
  )
}

function faultOf(version: readonly number[] | null): string | null {
  if (version === null) return 'It does not tell its version.'
  const known = compareVersions(version, OLDEST) >= 0 && compareVersions(version, FIRST_UNKNOWN) < 0
  return known ? null : `${KNOWN_VERSIONS}.`
}

async function findProgram(name: string, directories: readonly string[]): Promise<string | null> {
  for (const directory of directories) {
    const path = await programIn(directory, name)
    if (path) return path
  }
  return null
}

/** The path of a program in a directory; null when there is none that may be started. */
async function programIn(directory: string, name: string): Promise<string | null> {
  const path = join(directory, process.platform === 'win32' ? `${name}.exe` : name)
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile() ? path : null
  } catch {
    // Not in this directory; another may have it.
    return null
  }
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
