import { Button, Tag } from '@blueprintjs/core'
import { Archive, Duplicate, Trash } from '@blueprintjs/icons'
import { Link } from 'wouter'
import type { CaseRecord, CaseState } from '../../../shared/case/case'
import { formatCount } from '../../../shared/format/number'
import { utcClock } from '../../../shared/format/time'
import { notify, notifyProblem } from '../../app/notices'
import { casePath } from '../../app/places'
import { duplicateCase, useSession } from '../../app/session'

interface CaseTableProps {
  readonly cases: readonly CaseRecord[]
  /** What was found inside of a case that was searched for, by its id. */
  readonly reasons: ReadonlyMap<string, string>
  onArchive(record: CaseRecord): void
  onDelete(record: CaseRecord): void
}

export function CaseTable({ cases, reasons, onArchive, onDelete }: CaseTableProps) {
  const sorted = [...cases].sort((a, b) => b.openedAt - a.openedAt)
  return (
    <table className="cases">
      <thead>
        <tr>
          <th scope="col">Title</th>
          <th scope="col">Folder</th>
          <th scope="col">Suspects</th>
          <th scope="col" className="end">
            Flows
          </th>
          <th scope="col">State</th>
          <th scope="col">Last opened (UTC)</th>
          <th scope="col">
            <span className="visually-hidden">Duplicate, archive or delete</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((record) => (
          <tr key={record.id}>
            <th scope="row">
              <Link to={casePath(record.id, 'evidence')} className="case-link">
                {record.title}
              </Link>
              {reasons.has(record.id) && <div className="case-reason muted">{reasons.get(record.id)}</div>}
            </th>
            <td className="muted path" title={record.folderPath}>
              {record.folderPath}
            </td>
            <td>
              {record.suspects.slice(0, 2).join(', ')}
              {record.suspects.length > 2 && ` and ${record.suspects.length - 2} more`}
            </td>
            <td className="end num">{formatCount(record.flows)}</td>
            <td>
              <StateTag record={record} />
            </td>
            <td className="num muted nowrap">{utcClock(Math.floor(record.openedAt))}</td>
            <td className="end nowrap">
              <Button
                minimal
                small
                icon={<Duplicate />}
                aria-label={`Duplicate the case ${record.title}`}
                title="Duplicate this case"
                onClick={() => duplicate(record)}
              />
              <Button
                minimal
                small
                icon={<Archive />}
                aria-label={`Archive the case ${record.title}…`}
                title="Archive this case in a file…"
                onClick={() => onArchive(record)}
              />
              <Button
                minimal
                small
                icon={<Trash />}
                aria-label={`Delete the case ${record.title}`}
                title="Delete this case"
                onClick={() => onDelete(record)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function duplicate(record: CaseRecord): void {
  notify(`Duplicating “${record.title}”…`)
  duplicateCase(record.id)
    .then(({ title }) => notify(`“${title}” holds all that “${record.title}” does.`))
    .catch(notifyProblem)
}

const STATES: Readonly<
  Record<CaseState, readonly [string, 'none' | 'success' | 'warning' | 'danger' | 'primary']>
> = {
  empty: ['Not read yet', 'none'],
  importing: ['Partly read', 'warning'],
  partial: ['Partly read', 'warning'],
  complete: ['Complete', 'success'],
  failed: ['Failed', 'danger'],
}

function StateTag({ record }: { readonly record: CaseRecord }) {
  const reading = useSession((state) => state.reading?.caseId === record.id)
  const [text, intent] = reading ? (['Being read', 'primary'] as const) : STATES[record.state]
  return (
    <Tag minimal intent={intent}>
      {text}
    </Tag>
  )
}
