import { type EvidenceFile, givesNetflow } from '../../../shared/evidence/evidence'
import { fieldSpec } from '../../../shared/flow/fields'
import { serviceName } from '../../../shared/network/services'
import type { FlowRow } from '../../../shared/query/query'
import { useCaseId } from '../../app/open-case'
import { casePath } from '../../app/places'
import { MarkButton } from '../../casework/mark-button'
import { DetailPane, Fact } from '../parts/detail-pane'
import { CopyButton } from '../parts/hash'
import { RowLink } from '../parts/links'
import { CapturedFlow } from './captured-flow'
import { FieldValue } from './flow-columns'
import { RawLine } from './raw-line'

interface FlowDetailProps {
  readonly row: FlowRow
  readonly file: EvidenceFile | undefined
  readonly fields: readonly string[]
  onClose(): void
}

/** Every field of one flow, and where it was read. */
export function FlowDetail({ row, file, fields, onClose }: FlowDetailProps) {
  const caseId = useCaseId()
  const protocol = Number(row.values.protocol ?? -1)
  return (
    <DetailPane label="Details of the flow" title="Flow" onClose={onClose}>
      <dl className="facts">
        {fields.map((field) => {
          const name =
            field === 'srcport' || field === 'dstport'
              ? serviceName(Number(row.values[field] ?? 0), protocol)
              : null
          return (
            <Fact key={field} name={fieldSpec(field).title} hint={field}>
              <FieldValue field={field} row={row} bare={false} />{' '}
              {name && <span className="muted">{name}</span>}
            </Fact>
          )
        })}
      </dl>
      {file && (
        <MarkButton
          subject={{
            kind: 'flow',
            path: file.path,
            line: row.line,
            source: file.kind === 'vpc-flow-log' ? 'vpc' : 'netflow',
            values: row.values,
          }}
        />
      )}
      <h3>Where it was read</h3>
      <dl className="facts">
        <Fact name="File">
          <RowLink className="text-link" to={casePath(caseId, 'evidence', { file: row.evidence })}>
            {file?.path ?? `file ${row.evidence}`}
          </RowLink>
        </Fact>
        <Fact name={file?.kind === 'vpc-flow-log' ? 'Line' : 'Record'}>{row.line}</Fact>
        {file?.sha256 && (
          <Fact name="SHA-256">
            <span className="mono">{file.sha256}</span>
            <CopyButton text={file.sha256} what="SHA-256 of the file" />
          </Fact>
        )}
      </dl>
      {file?.kind === 'vpc-flow-log' && <RawLine file={file} line={row.line} />}
      {file && givesNetflow(file.kind) && <CapturedFlow row={row} file={file} />}
    </DetailPane>
  )
}
