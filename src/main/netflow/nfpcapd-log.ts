/** What nfpcapd counts while it reads; of all packets, `skipped`, `short` and `unknown` are in no flow. */
export interface PacketTotals {
  readonly processed: number
  /** Mostly link protocols that it does not decode. */
  readonly skipped: number
  /** Too little of the packet was captured to decode it. */
  readonly short: number
  readonly unknown: number
}

/** A line that nfpcapd never ends; anything longer is cut. */
const LONGEST_LINE = 4096
const KEPT_LINES = 5
const KEPT_PROTOCOLS = 100

/** What nfpcapd prints when all is well. */
const ROUTINE =
  /^(Add flow source|Set (in)?active flow expire|Startup|Nodes: in use|Processed:|Terminating|Updating statinfo|Bound to|\[\d+\]|Exit status|pcap_next_ex\(\) end of file)/

const FLOWS = /^Ident: '.*' Flows: (\d+), Packets: (\d+), Bytes: (\d+)/
const TOTAL = /^Total: Processed: (\d+), skipped: (\d+), short caplen: (\d+), unknown: (\d+)/
/** The same from version 1.6. */
const TOTAL_16 =
  /^Packet processing stats: Total: (\d+), Skipped: (\d+), Unknown: (\d+), Short snaplen: (\d+)/
const READ_ERROR = /pcap_next_ex\(\) read error: '(.*)'/
const PROTOCOL = /^Unsupported link protocol: (0x[0-9a-f]+), packet/
const NO_SPACE = /write\(\) error|No space left/

/**
 * Reads the standard error of nfpcapd as it comes. It is more log than error, the only place with
 * the sums, and can be as large as the capture (a line for each packet that is not decoded), so
 * nothing but figures and the first unknown lines is kept.
 */
export class NfpcapdLog {
  /** Sums over the files that were written. */
  flows = 0
  packets = 0
  bytes = 0
  totals: PacketTotals | null = null
  /** libpcap's reason for not reading on, in its own words; null when it came to the end. */
  readError: string | null = null
  /** It said that it came to its end. */
  terminated = false
  diskFull = false
  /** The first lines that are no routine. */
  readonly complaints: string[] = []
  /** Packets by link protocol (EtherType) that nfpcapd does not decode: "0x88a8". */
  readonly protocols = new Map<string, number>()
  private open = ''

  /** Takes the next piece of standard error; 'kill' when nfpcapd is about to hang for want of disk space. */
  push(text: string): 'kill' | undefined {
    const lines = (this.open + text).split('\n')
    this.open = (lines.pop() as string).slice(0, LONGEST_LINE)
    for (const line of lines) this.line(line)
    // The line may never end: nfpcapd 1.7.1 stands still right after it.
    if (NO_SPACE.test(this.open)) this.diskFull = true
    return this.diskFull ? 'kill' : undefined
  }

  /** Takes the last line if it lacks its newline. */
  end(): void {
    this.line(this.open)
    this.open = ''
  }

  private line(line: string): void {
    if (line === '') return
    const protocol = PROTOCOL.exec(line)?.[1]
    if (protocol) {
      const known = this.protocols.get(protocol)
      if (known || this.protocols.size < KEPT_PROTOCOLS) this.protocols.set(protocol, (known ?? 0) + 1)
      return
    }
    const flows = FLOWS.exec(line)
    if (flows) {
      this.flows += Number(flows[1])
      this.packets += Number(flows[2])
      this.bytes += Number(flows[3])
      return
    }
    const total = TOTAL.exec(line)
    const total16 = total ? null : TOTAL_16.exec(line)
    if (total) this.totals = packetTotals(total, 2, 3, 4)
    else if (total16) this.totals = packetTotals(total16, 2, 4, 3)
    else this.remark(line)
  }

  private remark(line: string): void {
    if (line.startsWith('Terminating nfpcapd')) this.terminated = true
    if (NO_SPACE.test(line)) this.diskFull = true
    const readError = READ_ERROR.exec(line)
    if (readError) this.readError ??= readError[1] as string
    else if (!ROUTINE.test(line) && this.complaints.length < KEPT_LINES) {
      this.complaints.push(line.trim().slice(0, 300))
    }
  }
}

function packetTotals(match: RegExpExecArray, skipped: number, short: number, unknown: number): PacketTotals {
  const at = (group: number) => Number(match[group])
  return { processed: at(1), skipped: at(skipped), short: at(short), unknown: at(unknown) }
}
