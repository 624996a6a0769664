/** Exit codes of `flowcase report`. */
export const EXIT = {
  written: 0,
  bug: 1,
  usage: 2,
  writtenWithDamage: 3,
  noReport: 4,
} as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
