import { Tag } from '@blueprintjs/core'
import type { EvidenceFile, EvidenceKind } from '../../../shared/evidence/evidence'
import { formatBytes } from '../../../shared/format/bytes'
import { formatCount } from '../../../shared/format/number'
import type { DataColumn } from '../parts/data-table'
import { Count } from '../parts/figures'
import { ShortHash } from '../parts/hash'
import { ColumnTime, timeTitle, timeWidth } from '../parts/time'

export const KIND_NAMES: Readonly<Record<EvidenceKind, string>> = {
  'vpc-flow-log': 'VPC flow log',
  pcap: 'Packet capture',
  nfcapd: 'NetFlow file',
  'nfdump-output': 'nfdump output',
  unrecognised: 'Not recognised',
  unreadable: 'Unreadable',
}

/** Whether the file is whole, and if not, what is wrong. */
export function FileState({ file }: { readonly file: EvidenceFile }) {
  if (file.damage) {
    return (
      <Tag minimal intent="danger" title={file.damage.message}>
        {file.damage.kind.replace('-', ' ')}
      </Tag>
    )
  }
  if (file.formatNeeded) {
    return (
      <Tag minimal intent="warning" title={file.remark ?? undefined}>
        no format
      </Tag>
    )
  }
  if (file.duplicateOf !== null) {
    return (
      <Tag minimal title={`The same content as ${file.duplicateOf}, which was read in its place`}>
        duplicate
      </Tag>
    )
  }
  if (file.remark) {
    return (
      <Tag minimal intent="warning" title={file.remark}>
        see remark
      </Tag>
    )
  }
  return <span className="muted">whole</span>
}

function counted(
  id: keyof EvidenceFile['counts'],
  title: string,
  track: string,
  hint: string,
): DataColumn<EvidenceFile> {
  return {
    id,
    title,
    track,
    hint,
    end: true,
    fit: 'count',
    value: (file) => file.counts[id],
    cell: (file) =>
      file.counts[id] === 0 ? <span className="muted">0</span> : <Count of={file.counts[id]} />,
  }
}

function sized(id: 'sizeBytes' | 'unpackedBytes', title: string, hint: string): DataColumn<EvidenceFile> {
  return {
    id,
    title,
    track: '92px',
    hint,
    end: true,
    value: (file) => file[id],
    cell: (file) => (
      <span className="num" title={`${formatCount(file[id])} bytes`}>
        {formatBytes(file[id])}
      </span>
    ),
  }
}

/** The columns of the evidence table; times are wider when a second zone is shown. */
export function evidenceColumns(zone: string): readonly DataColumn<EvidenceFile>[] {
  const time = `${timeWidth(zone)}px`
  return [
    {
      id: 'path',
      title: 'File',
      track: 'minmax(300px, 1fr)',
      value: (file) => file.path,
      cell: (file) => <PathName path={file.path} />,
    },
    {
      id: 'state',
      title: 'State',
      track: '96px',
      value: (file) =>
        file.damage?.kind ??
        (file.formatNeeded ? 'no format' : null) ??
        file.duplicateOf ??
        file.remark ??
        '',
      cell: (file) => <FileState file={file} />,
    },
    {
      id: 'kind',
      title: 'Kind',
      track: '112px',
      hint: 'Told by the content, not by the name',
      value: (file) => KIND_NAMES[file.kind],
      cell: (file) => KIND_NAMES[file.kind],
    },
    {
      id: 'sha256',
      title: 'SHA-256',
      track: '124px',
      value: (file) => file.sha256,
      cell: (file) => <ShortHash sha256={file.sha256} file={file.path} />,
    },
    counted('lines', 'Lines', '100px', 'What zcat FILE | wc -l counts, headers included'),
    counted('headerLines', 'Headers', '74px', 'Header lines'),
    counted('records', 'Records', '100px', 'Lines with a flow'),
    counted('noData', 'NODATA', '78px', 'Lines that say that nothing was logged'),
    counted('skipData', 'SKIPDATA', '84px', 'Lines that say that records were skipped'),
    counted('malformed', 'Malformed', '84px', 'Lines that fit no known form'),
    counted('blank', 'Blank', '64px', 'Empty lines'),
    sized('sizeBytes', 'Size', 'Size on disk'),
    sized('unpackedBytes', 'Unpacked', 'Size after unpacking'),
    {
      id: 'firstStart',
      title: timeTitle('First start', zone),
      track: time,
      value: (file) => file.firstStart,
      cell: (file) => <ColumnTime at={file.firstStart ?? file.capture?.first ?? null} />,
    },
    {
      id: 'lastEnd',
      title: timeTitle('Last end', zone),
      track: time,
      value: (file) => file.lastEnd,
      cell: (file) => <ColumnTime at={file.lastEnd ?? file.capture?.last ?? null} />,
    },
    {
      id: 'madeOn',
      title: 'Made on',
      track: '84px',
      hint: 'File system that the gzip header names',
      value: (file) => file.gzip?.madeOn ?? null,
      cell: (file) => file.gzip?.madeOn ?? <span className="muted">–</span>,
    },
  ]
}

/** Names of one delivery begin alike: where room is short they are cut in the middle, and the end stays. */
function PathName({ path }: { readonly path: string }) {
  const cut = tailStart(path)
  return (
    <span className="path-name" title={path}>
      <span className="path-head">{path.slice(0, cut)}</span>
      <span>{path.slice(cut)}</span>
    </span>
  )
}

/** Where the last part of a long name begins, after a separator if one is near. */
function tailStart(path: string): number {
  const earliest = Math.max(0, path.length - 32)
  const separator = path.slice(earliest).search(/[_/-]/)
  return earliest === 0 ? 0 : earliest + (separator >= 0 && separator < 16 ? separator + 1 : 0)
}
