import { closeSync, openSync, writeSync } from 'node:fs'

/** Of the small packets that half of real traffic is, and of full ones; their mean is about 400. */
const FRAME_BYTES = [66, 66, 98, 66, 590, 66, 1514, 66, 130, 1514]
const START_SECONDS = 1_695_921_755
const PACKETS_A_SECOND = 20_000

/**
 * Writes a capture of TCP packets, Ethernet, microseconds.
 *
 * @param {string} path
 * @param {{ packets: number, flows: number }} size flows: unidirectional five-tuples, each seen evenly over the whole capture
 * @returns {number} its bytes
 */
export function writeLargeCapture(path, { packets, flows }) {
  const buffer = new Uint8Array(1 << 22)
  const view = new DataView(buffer.buffer)
  const file = openSync(path, 'w')
  let at = 0
  let written = 0
  const flush = () => {
    for (let from = 0; from < at; ) from += writeSync(file, buffer, from, at - from)
    written += at
    at = 0
  }
  view.setUint32(0, 0xa1b2c3d4, true)
  view.setUint16(4, 2, true)
  view.setUint16(6, 4, true)
  view.setUint32(16, 262_144, true)
  view.setUint32(20, 1, true)
  at = 24
  for (let packet = 0; packet < packets; packet++) {
    const length = /** @type {number} */ (FRAME_BYTES[packet % FRAME_BYTES.length])
    if (at + 16 + length > buffer.length) flush()
    const flow = packet % flows
    view.setUint32(at, START_SECONDS + Math.floor(packet / PACKETS_A_SECOND), true)
    view.setUint32(at + 4, (packet % PACKETS_A_SECOND) * (1e6 / PACKETS_A_SECOND), true)
    view.setUint32(at + 8, length, true)
    view.setUint32(at + 12, length, true)
    const frame = at + 16
    // What was in the buffer before is as good a payload as any.
    view.setUint16(frame + 12, 0x0800)
    view.setUint8(frame + 14, 0x45)
    view.setUint16(frame + 16, length - 14)
    view.setUint32(frame + 18, packet & 0xffff)
    view.setUint16(frame + 20, 0x4000)
    view.setUint8(frame + 22, 64)
    view.setUint8(frame + 23, 6)
    view.setUint32(frame + 26, 0x0a00_0000 + (flow >> 4))
    view.setUint32(frame + 30, 0x0a82_085e)
    view.setUint16(frame + 34, 1024 + (flow % 60_000))
    view.setUint16(frame + 36, flow & 1 ? 80 : 8889)
    view.setUint8(frame + 46, 0x50)
    view.setUint8(frame + 47, 0x10)
    at = frame + length
  }
  flush()
  closeSync(file)
  return written
}
