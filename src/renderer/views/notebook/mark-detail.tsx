import { Button } from '@blueprintjs/core'
import { Trash } from '@blueprintjs/icons'
import type { MarkKind } from '../../../shared/case/casework'
import { unmarkEdit } from '../../../shared/case/edit-casework'
import { flowPlace, KIND_TITLES, subjectText } from '../../../shared/case/subject-text'
import type { TimedMark } from '../../../shared/case/timed-mark'
import { notify } from '../../app/notices'
import { useCaseId } from '../../app/open-case'
import { editCasework, undo } from '../../casework/casework-state'
import { MarkEditor } from '../../casework/mark-editor'
import { subjectPath } from '../../casework/places'
import { DetailPane, Fact } from '../parts/detail-pane'
import { RowLink } from '../parts/links'
import { Time } from '../parts/time'

const SHOWN: Readonly<Record<MarkKind, string>> = {
  flow: 'Its record',
  address: 'All that the case knows of it',
  filter: 'Its flows',
  range: 'Its flows',
}

interface MarkDetailProps {
  readonly timed: TimedMark
  onClose(): void
}

/** One mark: what it is on, and its star, tags and note. */
export function MarkDetail({ timed: { mark, time }, onClose }: MarkDetailProps) {
  const caseId = useCaseId()
  const { subject } = mark
  const remove = () => {
    const edit = unmarkEdit(mark)
    editCasework(() => edit)
    notify(edit.what, { text: 'Undo', onClick: undo })
    onClose()
  }
  return (
    <DetailPane label="Details of the mark" title={subjectText(subject)} onClose={onClose}>
      <dl className="facts">
        <Fact name="From">
          <Time at={time.from} />
        </Fact>
        <Fact name="To">
          <Time at={time.to} />
        </Fact>
        {subject.kind === 'flow' && <Fact name="Read from">{flowPlace(subject)}</Fact>}
        <Fact name="Shows">
          <RowLink className="text-link" to={subjectPath(caseId, subject)}>
            {SHOWN[subject.kind]}
          </RowLink>
        </Fact>
        <Fact name="Marked">
          <Time at={mark.createdAt} />
        </Fact>
      </dl>
      <h3>{KIND_TITLES[subject.kind]} in the notebook</h3>
      <MarkEditor subject={subject} />
      <Button minimal small intent="danger" icon={<Trash />} onClick={remove}>
        Remove the mark
      </Button>
    </DetailPane>
  )
}
