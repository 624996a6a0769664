import { Button } from '@blueprintjs/core'
import type { ToolFacts } from '../../../shared/ipc/channels'
import { Fact } from '../parts/detail-pane'
import { CopyButton } from '../parts/hash'
import { Panel } from '../parts/panel'
import { useToolChange } from './use-tools'

/** Where a portable copy of the programs may lie. */
export function ToolFoldersPanel({ tools }: { readonly tools: ToolFacts }) {
  const change = useToolChange()
  const { chosenFolder, ownFolder } = tools
  return (
    <Panel
      title="Portable copies"
      note="Looked into before the system’s own folders; never a folder of evidence"
      actions={
        <>
          {chosenFolder !== null && (
            <Button small minimal onClick={() => void change('tools.forget')}>
              Forget the chosen folder
            </Button>
          )}
          <Button small onClick={() => void change('tools.choose')}>
            Choose a folder…
          </Button>
        </>
      }
    >
      <dl className="facts">
        <Fact name="Chosen folder">
          {chosenFolder === null ? (
            <span className="muted">none</span>
          ) : (
            <span className="mono wrap">{chosenFolder}</span>
          )}
        </Fact>
        <Fact name="Flowcase’s folder">
          <span className="mono wrap">{ownFolder}</span>
          <CopyButton text={ownFolder} what="path of the tools folder" />
        </Fact>
      </dl>
      <p className="muted after-text">
        Put both programs, nfpcapd and nfdump of one version, into one of these folders as files that may be
        executed, and choose “Look again”. Captures that are in a case already keep the flows that they have;
        “Read new files” reads new ones with the new programs.
      </p>
    </Panel>
  )
}
