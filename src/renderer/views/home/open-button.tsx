import { Button } from '@blueprintjs/core'
import { FolderOpen } from '@blueprintjs/icons'
import { runCommand } from '../../app/commands'

export function OpenButton({ large = false }: { readonly large?: boolean }) {
  return (
    <Button
      intent="primary"
      large={large}
      icon={<FolderOpen />}
      onClick={() => runCommand('open-folder')}
      title="Open an evidence folder (Ctrl+O)"
    >
      Open evidence folder…
    </Button>
  )
}
