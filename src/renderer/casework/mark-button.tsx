import { Button } from '@blueprintjs/core'
import { Bookmark } from '@blueprintjs/icons'
import type { MarkSubject } from '../../shared/case/casework'
import { KIND_TITLES } from '../../shared/case/subject-text'
import { useCommand } from '../app/commands'
import { askForMark, useMark } from './casework-state'

interface MarkButtonProps {
  readonly subject: MarkSubject
  /** Only a picture, where there is little room. */
  readonly bare?: boolean
}

/** Opens star, tags and note of a subject, and shows whether it has any. */
export function MarkButton({ subject, bare = false }: MarkButtonProps) {
  const mark = useMark(subject)
  // Of several, the one that came last: a flow that was opened rather than the filter that it was found with.
  useCommand('mark', () => askForMark(subject))
  const what = KIND_TITLES[subject.kind].toLowerCase()
  const name = mark ? `This ${what} is in the notebook: change its mark` : `Put this ${what} in the notebook`
  return (
    <Button
      minimal
      small={bare}
      icon={<Bookmark />}
      intent={mark ? 'primary' : 'none'}
      active={mark !== undefined}
      title={mark && mark.tags.length > 0 ? `${name} (${mark.tags.join(', ')})` : `${name} (Ctrl+D)`}
      aria-label={name}
      onClick={() => askForMark(subject)}
    >
      {bare ? null : mark ? 'In the notebook' : 'Mark'}
    </Button>
  )
}
