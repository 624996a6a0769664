import type { CaptureFacts, EvidenceFile } from '../../../shared/evidence/evidence'

/** Captures that were one until the capturing program began a new file. */
export interface SplitCapture {
  /** What the parts have in common of their paths. */
  readonly name: string
  /** In the order of their packets. */
  readonly parts: readonly EvidenceFile[]
  readonly packets: number
  /** Epoch seconds. */
  readonly first: number
  readonly last: number
}

/** Packets may be written a little out of order where a file ends. */
const OVERLAP_SECONDS = 1
/** Between files that only a number tells apart: more, and they are captures of their own. */
const GAP_SECONDS = 60

interface Named {
  readonly name: string
  /** Whether the name alone says that it is a part; else the times must follow closely. */
  readonly telling: boolean
}

/** What `path` is a part of by its name; null when it looks like no part. */
function nameOf(path: string): Named | null {
  const plain = path.replace(/\.(gz|zst)$/i, '')
  // tcpdump -C: base.pcap, base.pcap1, base.pcap2; with -W base.pcap00 and on.
  const ring = /^(.*\.(?:pcap|pcapng|cap|dump|dmp))\d*$/i.exec(plain)
  // dumpcap -b, Wireshark: base_00001_20230928172235.pcapng.
  const numbered = /^(.*)_\d{5}_\d{14}(\.\w+)$/.exec(plain)
  if (numbered) return { name: `${numbered[1]}${numbered[2]}`, telling: true }
  const counted = /^(.*\D)\d+(\.(?:pcap|pcapng|cap|dump|dmp))$/i.exec(plain)
  if (counted) return { name: `${counted[1]}…${counted[2]}`, telling: false }
  return ring ? { name: ring[1] as string, telling: true } : null
}

interface Part {
  readonly file: EvidenceFile
  readonly facts: CaptureFacts
  readonly first: number
  readonly last: number
  readonly telling: boolean
}

/**
 * Finds captures that names and times say are parts of one, as tcpdump -C, -W and dumpcap -b write
 * them: alike in name, of one link type and snapshot length, each beginning when the one before ends.
 */
export function splitCaptures(files: readonly EvidenceFile[]): readonly SplitCapture[] {
  const byName = new Map<string, Part[]>()
  for (const file of files) {
    const named = nameOf(file.path)
    const facts = file.capture?.facts
    if (!named || !facts || facts.firstPacket === null || facts.lastPacket === null) continue
    const part = { file, facts, first: facts.firstPacket, last: facts.lastPacket, telling: named.telling }
    byName.set(named.name, [...(byName.get(named.name) ?? []), part])
  }
  return [...byName].flatMap(([name, parts]) => {
    const ordered = parts.sort((a, b) => a.first - b.first || a.last - b.last)
    return ordered.length > 1 && ordered.every((part, i) => follows(ordered[i - 1], part))
      ? [together(name, ordered)]
      : []
  })
}

function follows(before: Part | undefined, part: Part): boolean {
  if (!before) return true
  const gap = part.first - before.last
  return (
    gap >= -OVERLAP_SECONDS &&
    (part.telling || gap <= GAP_SECONDS) &&
    linkOf(before.facts) === linkOf(part.facts)
  )
}

function linkOf({ interfaces }: CaptureFacts): string {
  return interfaces.map(({ linkType, snapLength }) => `${linkType} ${snapLength}`).join()
}

function together(name: string, parts: readonly Part[]): SplitCapture {
  return {
    name,
    parts: parts.map(({ file }) => file),
    packets: parts.reduce((sum, { facts }) => sum + facts.packets, 0),
    first: (parts[0] as Part).first,
    last: Math.max(...parts.map(({ last }) => last)),
  }
}
