const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [2, 'SYN'],
  [16, 'ACK'],
  [8, 'PSH'],
  [1, 'FIN'],
  [4, 'RST'],
  [32, 'URG'],
  [64, 'ECE'],
  [128, 'CWR'],
]

/** The names of the TCP flag bits that are set: "SYN ACK" for 18. */
export function tcpFlagNames(bits: number): string {
  return NAMES.filter(([bit]) => bits & bit)
    .map(([, name]) => name)
    .join(' ')
}
