import { Button, Callout } from '@blueprintjs/core'
import { type ReactNode, useEffect, useRef } from 'react'
import { COMMANDS } from '../../../shared/commands/commands'
import { CaseworkParts } from '../../casework/casework-parts'
import { Problem, Waiting } from '../../views/parts/problem'
import { viewPath } from '../../views/pivot/filtered-place'
import { PivotMenus } from '../../views/pivot/pivot-menus'
import { useCommand } from '../commands'
import { navigate } from '../hash-location'
import { useFocusInView } from '../panes'
import type { CaseView } from '../places'
import { openCase, readEvidence, useSession } from '../session'
import { Breadcrumb } from './breadcrumb'
import { CaseHeader } from './case-header'
import { ExportStatus } from './export-status'
import { GoToAddress } from './go-to-address'
import { Navigation } from './navigation'
import { ReadingStatus } from './reading-status'

/** The command that goes to a view is named after it. */
const VIEW_COMMANDS = COMMANDS.filter(({ group }) => group === 'Views of a case').map(
  ({ id }) => [id, id.replace(/^go-/, '') as CaseView] as const,
)

/** Everything around the views of a case; opens the case when the place names another one. */
export function CaseShell({
  caseId,
  view,
  children,
}: {
  readonly caseId: string
  readonly view: CaseView
  readonly children: ReactNode
}) {
  const open = useSession((state) => state.open)
  const trouble = useSession((state) => state.trouble)
  const ready = open?.record.id === caseId
  useEffect(() => {
    void openCase(caseId)
  }, [caseId])
  if (!ready) {
    return (
      <main className="centred">
        {trouble ? (
          <Problem title={trouble.title} problem={trouble.message}>
            <Button className="after-text" onClick={() => navigate('/')}>
              Back to all cases
            </Button>
          </Problem>
        ) : (
          <Waiting what="Opening the case…" />
        )}
      </main>
    )
  }
  return (
    <div className="shell" key={caseId}>
      <Navigation view={view} />
      <div className="shell-main">
        <CaseHeader />
        <Breadcrumb caseId={caseId} />
        <ReadingStatus />
        <ExportStatus />
        <CaseTrouble />
        <ViewCommands caseId={caseId} />
        <GoToAddress />
        <CaseworkParts caseId={caseId} />
        <PivotMenus />
        <View key={view}>{children}</View>
      </div>
    </div>
  )
}

function View({ children }: { readonly children: ReactNode }) {
  const view = useRef<HTMLElement>(null)
  useFocusInView(view)
  return (
    <main ref={view} className="view" tabIndex={-1}>
      {children}
    </main>
  )
}

function ViewCommands({ caseId }: { readonly caseId: string }) {
  for (const [command, view] of VIEW_COMMANDS) {
    // biome-ignore lint/correctness/useHookAtTopLevel: the list is constant, so the order of the hooks is
    useCommand(command, () => navigate(viewPath(caseId, view, window.location.hash)))
  }
  return null
}

/** What stands between the examiner and a whole case, and the way out. */
function CaseTrouble() {
  const trouble = useSession((state) => state.trouble)
  const reading = useSession((state) => state.reading)
  const state = useSession((session) => session.open?.record.state)
  if (reading) return null
  if (trouble) {
    return (
      <Callout intent="warning" compact className="shell-callout" title={trouble.title} role="alert">
        <p>{trouble.message}</p>
        <Button small className="after-text" onClick={() => void readEvidence()}>
          Read the folder
        </Button>
      </Callout>
    )
  }
  if (state === 'partial') {
    return (
      <Callout intent="warning" compact className="shell-callout" role="status">
        <div className="row">
          <span className="grow">
            Reading was stopped before the end: all figures are of the evidence read so far.
          </span>
          <Button small onClick={() => void readEvidence()}>
            Continue reading
          </Button>
        </div>
      </Callout>
    )
  }
  return null
}
