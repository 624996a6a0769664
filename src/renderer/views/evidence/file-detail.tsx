import { Callout } from '@blueprintjs/core'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { DetailPane, Fact } from '../parts/detail-pane'
import { CopyButton } from '../parts/hash'
import { Time } from '../parts/time'

interface FileDetailProps {
  readonly file: EvidenceFile
  readonly kind: string
  onClose(): void
}

/** Everything that is known of one file. */
export function FileDetail({ file, kind, onClose }: FileDetailProps) {
  const { counts, gzip, capture } = file
  return (
    <DetailPane label={`Details of ${file.path}`} title={file.path} onClose={onClose}>
      {file.damage && (
        <Callout intent="danger" compact title={`The file is ${damageName(file)}`}>
          {file.damage.message}. Up to byte {formatCount(file.damage.atByte)} it could be read; the counts are
          of that part.
        </Callout>
      )}
      {file.remark && (
        <Callout intent="warning" compact title="Remark">
          {file.remark}
        </Callout>
      )}
      <dl className="facts">
        <Fact name="Kind">
          {kind}
          {file.container === 'gzip' && ', packed with gzip'}
        </Fact>
        <Fact name="SHA-256">
          {file.sha256 === null ? (
            'could not be taken'
          ) : (
            <span className="full-hash">
              <span className="mono">{file.sha256}</span>
              <CopyButton text={file.sha256} what="SHA-256" />
            </span>
          )}
        </Fact>
        <Fact name="Size">{formatBytesExact(file.sizeBytes)}</Fact>
        {file.container === 'gzip' && <Fact name="Unpacked">{formatBytesExact(file.unpackedBytes)}</Fact>}
        <Fact name="Modified">{formatUtc(Math.floor(file.modifiedMs / 1000))}</Fact>
        {gzip && (
          <Fact name="gzip header">
            made on {gzip.madeOn}
            {gzip.storedName && `, as ${gzip.storedName}`}
            {gzip.modified !== null && `, ${formatUtc(gzip.modified)}`}
          </Fact>
        )}
        {file.kind === 'vpc-flow-log' && (
          <>
            <Fact name="Lines">
              {formatCount(counts.lines)} = {formatCounted(counts.headerLines, 'header')} +{' '}
              {formatCounted(counts.records, 'record')} + {formatCount(counts.noData)} NODATA +{' '}
              {formatCount(counts.skipData)} SKIPDATA + {formatCount(counts.malformed)} malformed +{' '}
              {formatCount(counts.blank)} blank
              {file.unterminated && ' (the last line lacks its newline)'}
            </Fact>
            <Fact name="First start">
              <Time at={file.firstStart} />
            </Fact>
            <Fact name="Last start">
              <Time at={file.lastStart} />
            </Fact>
            <Fact name="Last end">
              <Time at={file.lastEnd} />
            </Fact>
          </>
        )}
        {capture && (
          <>
            <Fact name="Converted by">{capture.converter}</Fact>
            <Fact name="Became">
              {formatCounted(capture.flows, 'flow')}, {formatCounted(capture.packets, 'packet')},{' '}
              {formatBytesExact(capture.bytes)}
              {capture.skippedPackets > 0 &&
                `; ${formatCounted(capture.skippedPackets, 'packet')} made no flow`}
            </Fact>
            <Fact name="First packet">
              <Time at={capture.first} />
            </Fact>
            <Fact name="Last packet">
              <Time at={capture.last} />
            </Fact>
          </>
        )}
      </dl>
      {file.fields && (
        <section>
          <h3>{formatCounted(file.fields.length, 'field')} in the header</h3>
          <ol className="fields mono">
            {file.fields.map((field) => (
              <li key={field}>{field}</li>
            ))}
          </ol>
        </section>
      )}
      {file.firstLines.length > 0 && (
        <section>
          <h3>First lines, raw</h3>
          <pre className="raw mono">{file.firstLines.join('\n')}</pre>
        </section>
      )}
      {file.malformedLines.length > 0 && (
        <section>
          <h3>
            Malformed lines
            {counts.malformed > file.malformedLines.length &&
              ` (the first ${formatCount(file.malformedLines.length)} of ${formatCount(counts.malformed)})`}
          </h3>
          <ol className="malformed">
            {file.malformedLines.map((line) => (
              <li key={line.line}>
                <span>
                  Line {formatCount(line.line)}: {line.reason}
                </span>
                <pre className="raw mono">{line.text}</pre>
              </li>
            ))}
          </ol>
        </section>
      )}
    </DetailPane>
  )
}

function damageName(file: EvidenceFile): string {
  const names = {
    truncated: 'cut off',
    corrupt: 'corrupt',
    'trailing-garbage': 'followed by bytes that are no part of it',
    unreadable: 'unreadable',
  }
  return file.damage ? names[file.damage.kind] : 'whole'
}
