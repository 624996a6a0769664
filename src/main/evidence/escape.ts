/**
 * Raw bytes of evidence as text that can be shown anywhere: printable ASCII as it is, everything
 * else as \xHH, a backslash doubled, so that the bytes can be told back from it.
 */
export function escapeBytes(bytes: Uint8Array, from = 0, to = bytes.length): string {
  let text = ''
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number
    if (byte === 0x5c) text += '\\\\'
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte)
    else text += `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return text
}
