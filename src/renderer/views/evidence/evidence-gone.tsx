import { Button, Callout } from '@blueprintjs/core'
import { useQuery } from '@tanstack/react-query'
import { bridge } from '../../app/bridge'
import { notifyProblem } from '../../app/notices'
import { useIsReading, useOpenCase } from '../../app/open-case'
import { relocateEvidence } from '../../app/relocate-evidence'

/** Says when the evidence folder is not where the case has it, as after an archive came from elsewhere. */
export function EvidenceGone() {
  const { folderId, folderPath } = useOpenCase().record
  const reading = useIsReading()
  const { data: there } = useQuery({
    queryKey: ['folder', folderId],
    queryFn: () => bridge.request('folder.check', { folderId }),
    // A drive may be connected, or pulled out, at any time.
    staleTime: 0,
    gcTime: 0,
  })
  if (there !== false || reading) return null
  return (
    <Callout intent="warning" compact className="evidence-gone" role="status">
      <div className="row">
        <span className="grow">
          The evidence is not at <strong className="path">{folderPath}</strong>. All that was read stays
          usable; only lines can’t be read again, and new files not be found.
        </span>
        <Button small onClick={() => void relocateEvidence().catch(notifyProblem)}>
          Say where it is…
        </Button>
      </div>
    </Callout>
  )
}
