/** The sample case: writes it, and knows it again. */

import { createHash } from 'node:crypto'
import { mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordConversation } from './aggregation.mjs'
import { backgroundTraffic } from './background.mjs'
import {
  databaseConversationsInCapture,
  suspectConversationsInCapture,
  webConversationsInCapture,
} from './captured.mjs'
import { slotOf, slotStart } from './clock.mjs'
import { decoyLines, openingLines } from './decoys.mjs'
import {
  crcName,
  fileCount,
  isPublishedSize,
  logFile,
  namePrefix,
  planSlots,
  splitUnevenly,
} from './delivery.mjs'
import { Lines } from './lines.mjs'
import { victim } from './network.mjs'
import { capture } from './pcap.mjs'
import { PUBLISHED } from './published.mjs'
import { Random } from './random.mjs'
import { HEADER, PATH } from './record.mjs'
import { suspectLines } from './suspect.mjs'

export { PUBLISHED }

/**
 * @typedef {import('./delivery.mjs').LogFile} LogFile
 * @typedef {import('./record.mjs').Line} Line
 */

/** The smallest case: below it, what the capture shows would not fit beside the background. */
export const FEWEST_FLOWS = 5_000

/**
 * SHA-256 over the sorted names of the published case's log files. Names end in the CRC-32 of the text, so this
 * one value stands for every line. A change of the generator changes it, and the test prints the new one.
 */
const PUBLISHED_NAMES = '9bb0aed63587b42be8d6960b923af5198265129075de39233a16aac0d2684918'

const PACKED_AT_ONCE = 3

/**
 * A refusal with a reason for the person who asked; anything else thrown here is a bug.
 */
export class SampleCaseError extends Error {}

/**
 * @typedef {object} Summary
 * @property {boolean} written false: it was there already
 * @property {number} logFiles
 * @property {number} lines with the header lines
 */

/**
 * Writes the sample case into `dir`, which is made if need be: `*.log.gz` and investigate.pcap, the same bytes each
 * time (those of the packed files depend on the zlib of the running Node, their text doesn't).
 * @param {string} dir
 * @param {{ flows?: number }} [options] flows: data lines, default PUBLISHED.dataLines
 * @returns {Promise<Summary>}
 * @throws {SampleCaseError} when `dir` holds anything else, or `flows` is out of range
 */
export async function writeSampleCase(dir, { flows = PUBLISHED.dataLines } = {}) {
  if (!Number.isSafeInteger(flows) || flows < FEWEST_FLOWS) {
    throw new SampleCaseError(`A sample case has at least ${FEWEST_FLOWS} flows, and a whole number of them.`)
  }
  const summary = { logFiles: fileCount(flows), lines: flows + fileCount(flows) }
  await mkdir(dir, { recursive: true })
  if (await isSampleCase(dir, { flows })) return { written: false, ...summary }
  await clearUnfinished(dir, flows)
  for await (const { name, bytes } of logFiles(flows)) await writeFile(join(dir, name), bytes)
  // Last: a folder without it is unfinished.
  await writeFile(join(dir, PUBLISHED.captureFile), captureFile())
  return { written: true, ...summary }
}

/**
 * Whether `dir` holds exactly the sample case of this size: the right files by number and name, each log file's
 * trailer in agreement with its name, and the capture byte by byte.
 * @param {string} dir
 * @param {{ flows?: number }} [options]
 */
export async function isSampleCase(dir, { flows = PUBLISHED.dataLines } = {}) {
  const names = (await readdir(dir)).sort()
  const logs = names.filter((name) => name !== PUBLISHED.captureFile)
  if (logs.length !== fileCount(flows) || names.length !== logs.length + 1) return false
  if (!logs.every((name) => name.startsWith(namePrefix(flows)))) return false
  if (isPublishedSize(flows) && namesDigest(logs) !== PUBLISHED_NAMES) return false
  for (const name of logs) {
    if (!name.endsWith(`_${crcName(await crcInTrailer(join(dir, name)))}.log.gz`)) return false
  }
  return captureFile().equals(await readFile(join(dir, PUBLISHED.captureFile)))
}

/** @param {readonly string[]} names sorted */
const namesDigest = (names) => createHash('sha256').update(names.join('\n')).digest('hex')

/** @param {string} path a gzip file */
async function crcInTrailer(path) {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const trailer = Buffer.alloc(4)
    await file.read(trailer, 0, 4, Math.max(0, size - 8))
    return trailer.readUInt32LE(0)
  } finally {
    await file.close()
  }
}

/**
 * Removes what an interrupted run left; refuses when there is anything else.
 * @param {string} dir
 * @param {number} flows
 */
async function clearUnfinished(dir, flows) {
  const names = await readdir(dir)
  const stranger = names.find((name) => !name.startsWith(namePrefix(flows)))
  if (stranger !== undefined) {
    throw new SampleCaseError(
      `${dir} already holds other files (${names.length}, ${stranger} among them). Name an empty or new folder.`,
    )
  }
  for (const name of names) await rm(join(dir, name))
}

const captureFile = () =>
  capture([
    ...suspectConversationsInCapture(),
    ...webConversationsInCapture(),
    ...databaseConversationsInCapture(),
  ])

/**
 * Lines whose times are part of the story, by slot.
 * @param {number} flows
 */
function storyBySlot(flows) {
  const share = PUBLISHED.suspectRecords / PUBLISHED.dataLines
  const published = flows >= PUBLISHED.dataLines
  const records = published ? PUBLISHED.suspectRecords : Math.round(flows * share)
  /** @type {Line[]} */
  const lines = suspectLines(records, published)
  for (const visit of webConversationsInCapture()) {
    lines.push(...recordConversation(visit, victim, PATH.internetGateway).lines)
  }
  for (const session of databaseConversationsInCapture()) {
    lines.push(...recordConversation(session, victim, PATH.peering).lines)
  }
  lines.push(...decoyLines())
  /** @type {Map<number, string[]>} */
  const bySlot = new Map()
  for (const { end, text } of lines) {
    const slot = slotOf(end)
    const texts = bySlot.get(slot)
    if (texts) texts.push(text)
    else bySlot.set(slot, [text])
  }
  return bySlot
}

const HEADER_LINE = Buffer.from(`${HEADER}\n`)

/**
 * The log files one after another; only a few are in memory at a time.
 * @param {number} flows
 */
async function* logFiles(flows) {
  const story = storyBySlot(flows)
  const fixed = new Map([...story].map(([slot, lines]) => [slot, lines.length]))
  const random = new Random('order of lines')
  const background = backgroundTraffic(flows)
  const prefix = namePrefix(flows)
  const lines = new Lines()
  /** @type {Buffer[]} */
  const texts = Array.from({ length: PACKED_AT_ONCE }, () => Buffer.alloc(0))
  let made = 0
  /** @type {Promise<LogFile>[]} */
  const packing = []

  /**
   * Header and lines in a buffer that no file in packing uses.
   * @param {readonly number[]} part
   */
  function textOf(part) {
    const length = HEADER_LINE.length + lines.byteLength(part)
    const n = made++ % PACKED_AT_ONCE
    if (/** @type {Buffer} */ (texts[n]).length < length) texts[n] = Buffer.allocUnsafe(2 * length)
    const text = /** @type {Buffer} */ (texts[n]).subarray(0, length)
    HEADER_LINE.copy(text)
    lines.copy(part, text, HEADER_LINE.length)
    return text
  }

  for (const [i, { slot, lines: count, files }] of planSlots(flows, fixed).entries()) {
    lines.clear()
    const add = (/** @type {string} */ text) => lines.add(text)
    if (i === 0) for (const { text } of openingLines(slotStart(slot))) add(text)
    const opening = Array.from({ length: lines.length }, (_, line) => line)
    story.get(slot)?.forEach(add)
    background(slot, count - lines.length, add)
    const others = Array.from({ length: count - opening.length }, (_, line) => opening.length + line)
    const order = [...opening, ...random.shuffle(others)]
    for (const part of splitUnevenly(order, files, random)) {
      packing.push(logFile(prefix, slot, textOf(part)))
      if (packing.length === PACKED_AT_ONCE) yield/** @type {LogFile} */ (await packing.shift())
    }
  }
  yield* packing
}
