/** Writes pcapng files for tests, in either byte order. */

export interface BlockWriter {
  readonly little: boolean
  u16(value: number): Uint8Array
  u32(value: number): Uint8Array
  u64(value: bigint): Uint8Array
  block(type: number, ...body: readonly Uint8Array[]): Uint8Array
  option(code: number, value: Uint8Array): Uint8Array
  section(...options: readonly Uint8Array[]): Uint8Array
  interface(linkType: number, snapLength: number, ...options: readonly Uint8Array[]): Uint8Array
  /** An enhanced packet block. */
  packet(interfaceNumber: number, ticks: bigint, frame: Uint8Array, wireLength?: number): Uint8Array
}

export function blockWriter(little: boolean): BlockWriter {
  const number = (size: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(size)
    write(new DataView(bytes.buffer))
    return bytes
  }
  const u16 = (value: number) => number(2, (view) => view.setUint16(0, value, little))
  const u32 = (value: number) => number(4, (view) => view.setUint32(0, value, little))
  const u64 = (value: bigint) => number(8, (view) => view.setBigUint64(0, BigInt.asUintN(64, value), little))
  const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts))
  const padded = (bytes: Uint8Array) => joined([bytes, new Uint8Array((4 - (bytes.length % 4)) % 4)])
  const block = (type: number, ...body: readonly Uint8Array[]) => {
    const content = padded(joined(body))
    const length = u32(content.length + 12)
    return joined([u32(type), length, content, length])
  }
  const options = (list: readonly Uint8Array[]) =>
    list.length > 0 ? joined([...list, u32(0)]) : new Uint8Array(0)
  return {
    ...{ little, u16, u32, u64, block },
    option: (code, value) => joined([u16(code), u16(value.length), padded(value)]),
    section: (...list) =>
      block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(1), u16(0), u64(0xffff_ffff_ffff_ffffn), options(list)),
    interface: (linkType, snapLength, ...list) =>
      block(1, u16(linkType), u16(0), u32(snapLength), options(list)),
    packet: (interfaceNumber, ticks, frame, wireLength = frame.length) =>
      block(
        6,
        u32(interfaceNumber),
        u32(Number(ticks >> 32n)),
        u32(Number(ticks & 0xffff_ffffn)),
        u32(frame.length),
        u32(wireLength),
        frame,
      ),
  }
}
