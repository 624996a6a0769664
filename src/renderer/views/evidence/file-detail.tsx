import { Button, Callout } from '@blueprintjs/core'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatBytesExact } from '../../../shared/format/bytes'
import { formatCount, formatCounted } from '../../../shared/format/number'
import { formatUtc } from '../../../shared/format/time'
import { DetailPane, Fact } from '../parts/detail-pane'
import { CopyButton } from '../parts/hash'
import { Time } from '../parts/time'
import { CaptureSummaryFacts } from './capture-facts'
import { KIND_NAMES } from './evidence-columns'
import { ExportLines } from './export-lines'
import { PartOfCapture } from './part-of-capture'
import { StateZone } from './zones-assumed'

interface FileDetailProps {
  readonly file: EvidenceFile
  /** Asks for the format of a file without a header; null while it can't be stated. */
  readonly onState: (() => void) | null
  readonly reading: boolean
  onClose(): void
}

/** Everything that is known of one file. */
export function FileDetail({ file, onState, reading, onClose }: FileDetailProps) {
  const { counts, gzip, capture } = file
  return (
    <DetailPane label={`Details of ${file.path}`} title={file.path} onClose={onClose}>
      {file.damage && (
        <Callout intent="danger" compact title={`The file is ${damageName(file)}`}>
          {file.damage.message}. Up to byte {formatCount(file.damage.atByte)} it could be read; the counts are
          of that part.
        </Callout>
      )}
      {file.duplicateOf !== null && (
        <Callout compact title="The same content as another file">
          It has the same SHA-256 as <span className="mono wrap">{file.duplicateOf}</span>, which was read in
          its place: nothing of it is counted twice.
        </Callout>
      )}
      {file.remark && (
        <Callout intent="warning" compact title={file.formatNeeded ? 'Waits for its format' : 'Remark'}>
          {file.remark}
          {file.formatNeeded && (
            <div className="after-text">
              <Button small disabled={onState === null} onClick={() => onState?.()}>
                State the format…
              </Button>
            </div>
          )}
          <StateZone file={file} />
        </Callout>
      )}
      <dl className="facts">
        <Fact name="Kind">
          {KIND_NAMES[file.kind]}
          {file.container !== 'none' && `, packed with ${file.container}`}
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
        {file.container !== 'none' && <Fact name="Unpacked">{formatBytesExact(file.unpackedBytes)}</Fact>}
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
            {file.format && <Fact name="Format">{file.format.description}</Fact>}
            <Fact name={UNITS[file.format?.unit ?? 'line']}>
              {formatCount(counts.lines)} = {formatCounted(counts.headerLines, 'header')} +{' '}
              {formatCounted(counts.records, 'record')} + {formatCount(counts.noData)} NODATA +{' '}
              {formatCount(counts.skipData)} SKIPDATA + {formatCount(counts.malformed)} malformed +{' '}
              {formatCount(counts.blank)} blank
              {file.unterminated && ' (the last line lacks its newline)'}
              {file.commented > 0 && `; ${formatCounted(file.commented, 'record')} with a comment`}
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
        {capture && <PartOfCapture file={file} />}
        {capture && <CaptureSummaryFacts capture={capture} />}
      </dl>
      {file.fields && (
        <section>
          <h3>
            {formatCounted(file.fields.length, 'field')}
            {file.format?.order === 'header' && ' in the header'}
            {file.format?.order === 'given' && ' stated by the examiner'}
          </h3>
          <ol className="fields mono">
            {file.fields.map((field) => (
              <li key={field}>{field}</li>
            ))}
          </ol>
        </section>
      )}
      {file.members.length > 0 && <Members members={file.members} />}
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
          <ExportLines small files={[file]} disabled={reading} />
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

const UNITS = { line: 'Lines', event: 'Messages', row: 'Rows' } as const

/** Files inside of an archive that are listed here; the count says how many there are. */
const MEMBERS_SHOWN = 200

function Members({ members }: { readonly members: EvidenceFile['members'] }) {
  return (
    <section>
      <h3>{formatCounted(members.length, 'file')} in the archive</h3>
      <ul className="plain members">
        {members.slice(0, MEMBERS_SHOWN).map((member) => (
          <li key={member.path}>
            <span className="wrap">{member.path}</span>
            <span className="muted">
              {KIND_NAMES[member.kind]}, {formatBytesExact(member.sizeBytes)}
              {member.firstLine !== null &&
                `, lines ${formatCount(member.firstLine)} to ${formatCount(member.firstLine + member.lines - 1)}`}
              {member.note !== null && `; ${member.note}`}
            </span>
          </li>
        ))}
        {members.length > MEMBERS_SHOWN && <li>and {formatCount(members.length - MEMBERS_SHOWN)} more</li>}
      </ul>
    </section>
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
