import { useMemo } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatBytes } from '../../../shared/format/bytes'
import type { Quantity } from '../../../shared/query/query'
import { useCaseId, useCaseZone } from '../../app/open-case'
import { casePath } from '../../app/places'
import { captureAgreement } from '../evidence/capture-agreement'
import { FileState } from '../evidence/evidence-columns'
import { type SplitCapture, splitCaptures } from '../evidence/split-captures'
import { type DataColumn, DataTable } from '../parts/data-table'
import { Bytes, Count } from '../parts/figures'
import { ShortHash } from '../parts/hash'
import { RowLink } from '../parts/links'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

/** What each capture became. */
export function CapturesTable({ captures }: { readonly captures: readonly EvidenceFile[] }) {
  const zone = useCaseZone()
  const caseId = useCaseId()
  const split = useMemo(() => splitCaptures(captures), [captures])
  return (
    <DataTable
      label="Captures"
      columns={[...columns(caseId, zone), ...(split.length > 0 ? [partColumn(split)] : [])]}
      rows={captures}
      empty="No capture in the evidence."
    />
  )
}

function columns(caseId: string, zone: string): readonly DataColumn<EvidenceFile>[] {
  const time = `${timeWidth(zone, true)}px`
  const absent = <span className="muted">–</span>
  const counted = (
    id: 'flows' | 'packets' | 'skippedPackets',
    title: string,
    hint: string,
  ): DataColumn<EvidenceFile> => ({
    id,
    title,
    hint,
    track: '74px',
    end: true,
    fit: 'count',
    value: (file): Quantity | null => file.capture?.[id] ?? null,
    cell: (file) => (file.capture ? <Count of={file.capture[id]} /> : absent),
  })
  return [
    {
      id: 'path',
      title: 'File',
      track: 'minmax(160px, 1fr)',
      value: (file) => file.path,
      cell: (file) => (
        <RowLink className="text-link" to={casePath(caseId, 'evidence', { file: file.id })}>
          {file.path}
        </RowLink>
      ),
    },
    { id: 'state', title: 'State', track: '92px', cell: (file) => <FileState file={file} /> },
    {
      id: 'sha256',
      title: 'SHA-256',
      track: '124px',
      cell: (file) => <ShortHash sha256={file.sha256} file={file.path} />,
    },
    {
      id: 'size',
      title: 'Size',
      track: '84px',
      end: true,
      value: (file) => file.sizeBytes,
      cell: (file) => <span className="num">{formatBytes(file.sizeBytes)}</span>,
    },
    counted('flows', 'Flows', 'NetFlow records that it became'),
    counted('packets', 'Packets', 'Packets in these flows'),
    {
      id: 'bytes',
      title: 'Bytes',
      hint: 'Of the IP layer, as flow logs count them',
      track: '160px',
      end: true,
      fit: 'bytes',
      value: (file) => file.capture?.bytes ?? null,
      cell: (file) => (file.capture ? <Bytes of={file.capture.bytes} /> : absent),
    },
    counted('skippedPackets', 'No flow', 'Packets that could not be made a flow of'),
    {
      id: 'first',
      title: timeTitle('First packet', zone),
      track: time,
      value: (file) => file.capture?.first ?? null,
      cell: (file) => <ColumnTime at={file.capture?.first ?? null} />,
    },
    {
      id: 'last',
      title: timeTitle('Last packet', zone),
      track: time,
      value: (file) => file.capture?.last ?? null,
      cell: (file) => <ColumnTime at={file.capture?.last ?? null} />,
    },
    {
      id: 'agreement',
      title: 'Counted twice',
      hint: 'Whether nfpcapd and Flowcase’s own reader count the same packets and bytes',
      track: '116px',
      value: (file) => (file.capture ? (captureAgreement(file.capture)?.text ?? '') : ''),
      cell: (file) => <Agreed file={file} />,
    },
    {
      id: 'converter',
      title: 'Converted by',
      track: '120px',
      cell: (file) => file.capture?.converter ?? absent,
    },
  ]
}

function Agreed({ file }: { readonly file: EvidenceFile }) {
  const agreement = file.capture && captureAgreement(file.capture)
  if (!agreement) return <span className="muted">–</span>
  return (
    <span className={agreement.equal ? undefined : 'warning-text'} title={agreement.text}>
      {agreement.equal ? 'equal' : 'differs'}
    </span>
  )
}

/** Which capture a file is a part of. */
function partColumn(split: readonly SplitCapture[]): DataColumn<EvidenceFile> {
  const text = (file: EvidenceFile): string => {
    const whole = split.find(({ parts }) => parts.includes(file))
    return whole ? `${whole.name}, ${whole.parts.indexOf(file) + 1} of ${whole.parts.length}` : ''
  }
  return {
    id: 'part',
    title: 'Part of',
    hint: 'By their names and times these files are one capture that was split',
    track: 'minmax(140px, 1fr)',
    value: text,
    cell: (file) => text(file) || <span className="muted">–</span>,
  }
}
