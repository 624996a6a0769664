import { OWN_READER } from '../../shared/evidence/evidence'
import type { FlowBlock } from '../../shared/flow/block'
import { NoCaptureError, readCapture } from '../packets/read-capture'
import type { Conversion } from './conversion'
import { captureRemark, joined, timesRemark } from './remarks'
import { Unconvertible } from './unconvertible'

export interface OwnReading {
  readonly path: string | Buffer
  readonly evidenceId: number
  readonly signal: AbortSignal | undefined
  onBlock(block: FlowBlock): Promise<void>
  readonly onProgress: (bytes: number) => void
}

/**
 * Makes the flows of a capture with Flowcase's own reader, straight from the evidence.
 * @param why it is not nfpcapd that makes them; words that go on after "since"
 * @throws Unconvertible when the file is no capture
 */
export async function convertWithOwnReader(options: OwnReading, why: string): Promise<Conversion> {
  const { path, evidenceId, signal, onBlock, onProgress } = options
  try {
    const reading = await readCapture({ path, signal, onProgress, flows: { evidenceId, onBlock } })
    const { facts, damage, rows, crowded } = reading
    if (!rows) throw new Error('Flows were wanted')
    const { flows, packets, bytes, first, last } = rows
    return {
      summary: {
        ...{ flows, packets, bytes },
        first: first === null ? null : first / 1000,
        last: last === null ? null : last / 1000,
        skippedPackets: facts.packets - packets,
        converter: OWN_READER,
        facts,
      },
      damage,
      remark: joined(
        `The flows are made by ${OWN_READER}, since ${why.replace(/\.$/, '')}.`,
        captureRemark(reading),
        timesRemark(rows),
        crowded.flows
          ? 'At times more than 262144 flows were under way at once: the longest silent were ended early, so a flow may stand in more rows than its time-outs make.'
          : null,
        crowded.datagrams
          ? 'At times more than 4096 datagrams in fragments were under way at once: the oldest were given up and count as incomplete.'
          : null,
      ),
    }
  } catch (error) {
    if (error instanceof NoCaptureError) throw new Unconvertible(error.message, error.damage)
    throw error
  }
}
