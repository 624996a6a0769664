/** A frame of Zstandard (RFC 8878) begins so. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd
}

export const UNPACK_ZSTD =
  'The file is compressed with Zstandard, which this version of Flowcase can\'t unpack. Make a copy with "zstd -d FILE -o COPY" and add the copy to the case; the hash of the file stays that of the evidence.'
