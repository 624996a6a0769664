/** Which file a line is delivered in, and the files themselves: named and packed as AWS does. */

import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { SLOT_SECONDS, SLOTS_A_DAY, slotName, slotStart } from './clock.mjs'
import { ACCOUNT, REGION } from './network.mjs'
import { PUBLISHED } from './published.mjs'
import { Random } from './random.mjs'

const deflate = promisify(deflateRaw)

/** Lines of a file in a case of another size than the published one, as long as that makes enough files. */
const LINES_A_FILE = 50_000
/** The last hundred slots of the day hold all that the suspect does. */
const FEWEST_FILES = 100

/** With these, the middle file of the published case unpacks to 32 KB as in the reference; the mean is 47 KB. */
const UNEVENNESS = 9
const LEAST_SHARE = 1
const LARGEST_SHARE = 7

/**
 * @typedef {object} Slot
 * @property {number} slot  of the day
 * @property {number} lines data lines that end in it
 * @property {number} files how many files they are delivered in
 */

/**
 * @typedef {object} LogFile
 * @property {string} name
 * @property {Buffer} bytes
 */

/**
 * Shares `total` out in whole numbers, in proportion to the weights: largest remainders first.
 * @param {number} total
 * @param {readonly number[]} weights
 */
export function allot(total, weights) {
  const sum = weights.reduce((a, b) => a + b, 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const shares = exact.map(Math.floor)
  let left = total - shares.reduce((a, b) => a + b, 0)
  const byRemainder = exact.map((share, i) => ({ i, rest: share - Math.floor(share) }))
  byRemainder.sort((a, b) => b.rest - a.rest || a.i - b.i)
  for (const { i } of byRemainder) {
    if (left === 0) break
    shares[i] = /** @type {number} */ (shares[i]) + 1
    left--
  }
  return shares
}

/**
 * A working day's traffic: twice as much at 18:00 UTC as at 06:00.
 * @param {Random} random
 */
function dailyWeights(random) {
  return Array.from({ length: SLOTS_A_DAY }, (_, slot) => {
    const hoursFromPeak = Math.abs((slot * SLOT_SECONDS) / 3600 - 18)
    const nearness = 12 - Math.min(hoursFromPeak, 24 - hoursFromPeak)
    return (12 + nearness) * random.between(85, 115)
  })
}

/**
 * Spreads the lines of a case over slots and files. The published number of lines fills the whole day with the
 * published number of files; any other fills the day's last slots with files of one size.
 * @param {number} flows data lines in all
 * @param {ReadonlyMap<number, number>} fixed lines of each slot whose times are given by the story
 * @returns {Slot[]} in the order of time
 */
export function planSlots(flows, fixed) {
  const fixedSum = [...fixed.values()].reduce((a, b) => a + b, 0)
  const fixedIn = (/** @type {number} */ slot) => fixed.get(slot) ?? 0
  const first = SLOTS_A_DAY - slotsOf(flows)
  const slots = Array.from({ length: slotsOf(flows) }, (_, i) => first + i)
  const weights = isPublishedSize(flows)
    ? dailyWeights(new Random('slots'))
    : slots.map((slot) => Math.max(0, flows / slots.length - fixedIn(slot)))
  const lines = allot(flows - fixedSum, weights).map((share, i) => share + fixedIn(first + i))
  // The first slot has one file, so that the lines which come first in the case are known.
  const random = new Random('files in a slot')
  const more = allot(
    fileCount(flows) - slots.length,
    lines.map((count, i) => (i === 0 ? 0 : count * random.skewed(0, UNEVENNESS))),
  )
  return slots.map((slot, i) => ({
    slot,
    lines: /** @type {number} */ (lines[i]),
    files: 1 + /** @type {number} */ (more[i]),
  }))
}

/** @param {number} flows */
export const isPublishedSize = (flows) => flows === PUBLISHED.dataLines

/** @param {number} flows */
export const fileCount = (flows) =>
  isPublishedSize(flows) ? PUBLISHED.files : Math.max(FEWEST_FILES, Math.ceil(flows / LINES_A_FILE))

/** @param {number} flows */
const slotsOf = (flows) => Math.min(SLOTS_A_DAY, fileCount(flows))

/**
 * The part of a file name that all files of a case have in common. The flow log's id tells the size of the case.
 * @param {number} flows
 */
export const namePrefix = (flows) =>
  `${ACCOUNT}_vpcflowlogs_${REGION}_fl-0${new Random(`flow log ${flows}`).hex(16)}_`

/**
 * Splits the lines of a slot as unevenly as the delivery does: most files are small, some are large.
 * @template T
 * @param {readonly T[]} lines
 * @param {number} files
 * @param {Random} random
 * @returns {T[][]}
 */
export function splitUnevenly(lines, files, random) {
  const shares = allot(
    lines.length,
    Array.from({ length: files }, () => random.between(LEAST_SHARE, LARGEST_SHARE)),
  )
  let from = 0
  return shares.map((share) => {
    const part = lines.slice(from, from + share)
    from += share
    return part
  })
}

/**
 * The hash at the end of the name is the CRC-32 of the text, so that a case can be checked by names and trailers.
 * @param {string} prefix
 * @param {number} slot
 * @param {Buffer} text with its header line; must not change before the promise is kept
 * @returns {Promise<LogFile>}
 */
export async function logFile(prefix, slot, text) {
  const crc = crc32(text)
  const name = `${prefix}${slotName(slot)}_${crcName(crc)}.log.gz`
  const delivered = slotStart(slot) + SLOT_SECONDS + 97
  // Room for the whole output: zlib then works through it beside this thread, without coming back in between.
  const packed = await deflate(text, { chunkSize: Math.max(16_384, Math.ceil(text.length / 3)) })
  return { name, bytes: Buffer.concat([gzipHeader(name, delivered), packed, trailer(crc, text)]) }
}

/** @param {number} crc */
export const crcName = (crc) => crc.toString(16).padStart(8, '0')

/**
 * RFC 1952: deflate, a file name, and "FAT filesystem" as the system that packed it.
 * @param {string} name
 * @param {number} modified epoch seconds
 */
function gzipHeader(name, modified) {
  const header = Buffer.alloc(10)
  header.writeUInt16BE(0x1f8b, 0)
  header[2] = 8
  header[3] = 0x08
  header.writeUInt32LE(modified, 4)
  header[9] = 0
  return Buffer.concat([header, Buffer.from(`${name.replace(/\.gz$/, '')}\0`)])
}

/**
 * @param {number} crc
 * @param {Buffer} text
 */
function trailer(crc, text) {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(crc, 0)
  bytes.writeUInt32LE(text.length % 0x100000000, 4)
  return bytes
}
