/** What the sources in AssemblyScript have in common; where things lie in the memory is told in kernel-memory.ts. */

export const SPACE: u32 = 32
export const DASH: u32 = 45
export const DOT: u32 = 46
export const COLON: u32 = 58
export const LF: u32 = 10

/** Kinds of steps; a record is as many steps as it has fields, but neighbouring words are one. */
export const NUMBER: u32 = 0
export const TIME: u32 = 1
export const ADDRESS: u32 = 2

/** Offsets in the head of the memory, 4 bytes each unless said otherwise. */
export const STEPS: usize = 2048
export const STEP_COUNT: usize = 2052
export const V4_COUNT: usize = 2056
export const V4_LIMIT: usize = 2060
export const V4_VALUES: usize = 2064
export const V4_TABLE: usize = 2068
export const V4_MASK: usize = 2072
export const LONGEST_LINE: usize = 2076
/** 8 bytes: times at least that large are no times of the block, and those below the other. */
export const TIME_BELOW: usize = 2080
export const TIME_FROM: usize = 2088
/** Where reading has stopped. */
export const STOPPED_AT: usize = 2096
export const V6_COUNT: usize = 2104
export const V6_LIMIT: usize = 2108
export const V6_WORDS: usize = 2112
export const V6_TABLE: usize = 2116
export const V6_MASK: usize = 2120

/** Of a step of 16 bytes: its kind, and where its values are written to, or its words. */
export const STEP_BYTES: usize = 16
export const STEP_TARGET: usize = 4
export const STEP_WORDS: usize = 8

export const ABSENT: u32 = 0xffff_ffff
export const V6_BIT: u32 = 0x8000_0000
