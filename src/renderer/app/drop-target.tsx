import { FolderOpen } from '@blueprintjs/icons'
import { useEffect, useState } from 'react'
import { openPath } from './archives'
import { bridge } from './bridge'
import { notifyProblem } from './notices'

/** A folder, or an archive, that is dropped anywhere on the window is opened. */
export function DropTarget() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const onOver = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      setOver(false)
      const file = event.dataTransfer?.files[0]
      if (file) bridge.registerDropped(file).then(openPath).catch(notifyProblem)
    }
    window.addEventListener('dragenter', onOver)
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragenter', onOver)
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [])
  if (!over) return null
  return (
    <div className="drop-target" role="status">
      <div>
        <FolderOpen size={32} />
        <strong>Drop an evidence folder or an archive</strong>
        <span>It opens as a case. Nothing in it is changed.</span>
      </div>
    </div>
  )
}
