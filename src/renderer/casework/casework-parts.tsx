import { useCommand } from '../app/commands'
import { redo, undo, useCaseworkOf } from './casework-state'
import { MarkDialog } from './mark-dialog'

/** Case work as all views of a case have it: read once, undone and redone by keys, marked in one dialog. */
export function CaseworkParts({ caseId }: { readonly caseId: string }) {
  useCaseworkOf(caseId)
  useCommand('undo-casework', undo)
  useCommand('redo-casework', redo)
  return <MarkDialog />
}
