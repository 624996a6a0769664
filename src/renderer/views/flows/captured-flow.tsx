import type { EvidenceFile } from '../../../shared/evidence/evidence'
import type { FlowRow } from '../../../shared/query/query'
import { CopyButton } from '../parts/hash'
import { wiresharkFilter } from './wireshark-filter'

/** What a NetFlow row is, and how its packets are found in the capture. */
export function CapturedFlow({ row, file }: { readonly row: FlowRow; readonly file: EvidenceFile }) {
  const converter = file.capture?.converter ?? 'the converter'
  const filter = file.kind === 'pcap' ? wiresharkFilter(row) : null
  return (
    <section aria-label="What this flow is">
      <h3>What this flow is</h3>
      <p className="muted">{description(file, converter)}</p>
      {filter && (
        <>
          <div className="raw-line-head">
            <span>Its packets in Wireshark, and others between the same ports:</span>
            <CopyButton text={filter} what="display filter" />
          </div>
          <pre className="raw-line">{filter}</pre>
        </>
      )}
    </section>
  )
}

function description(file: EvidenceFile, converter: string): string {
  switch (file.kind) {
    case 'pcap':
      return `Packets of the capture that went one way between two ports, counted together by ${converter}. Bytes are those of the IP layer. The capture has no line for it.`
    case 'nfcapd':
      return `A NetFlow record of the file, as ${converter} prints it: an exporter or nfpcapd made it from packets that are not in the evidence.`
    default:
      return `A flow that nfdump had printed before the evidence was taken; the packets are not in this file.`
  }
}
