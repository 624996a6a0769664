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

/** How to get both programs; said wherever they are missing. */
export const INSTALL_NETFLOW_TOOLS =
  'Install nfdump 1.7 with nfpcapd: "sudo apt install nfdump" on Debian, Ubuntu and Kali, "sudo dnf install nfdump" on Fedora, "brew install nfdump" on macOS, or a build of your own with "./configure --enable-nfpcapd". On a machine without a network, carry the package over, or put a portable copy where "Settings → Tools" says. Then open the folder again.'

/** Whether a version such as "1.7.1" is at least another. */
export function isVersionAtLeast(version: string, least: string): boolean {
  return compareVersions(version.split('.').map(Number), least.split('.').map(Number)) >= 0
}

/** Below 0, 0 or above 0, as sort wants it. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
