import { Button } from '@blueprintjs/core'
import { ArrowLeft } from '@blueprintjs/icons'
import { useEffect } from 'react'
import { navigate } from '../../app/hash-location'
import { ThemeButton } from '../../app/shell/app-buttons'
import { Problem, Waiting } from '../parts/problem'
import { InstallPanel } from './install-panel'
import { MemoryPanel } from './memory-panel'
import { ToolFoldersPanel } from './tool-folders-panel'
import { ToolsPanel } from './tools-panel'
import { useTools } from './use-tools'

/** What belongs to the app and to no case: the memory it may take, and the tools that it starts. */
export function SettingsView() {
  const tools = useTools()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) leave()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <main className="home settings">
      <header className="home-head">
        <Button minimal icon={<ArrowLeft />} onClick={leave} title="Back (Esc)">
          Back
        </Button>
        <h1>Settings</h1>
        <span className="grow" />
        <ThemeButton />
      </header>
      <div className="home-body">
        <MemoryPanel />
        {tools.data ? (
          <>
            <ToolsPanel tools={tools.data} />
            <ToolFoldersPanel tools={tools.data} />
            <InstallPanel />
          </>
        ) : tools.error ? (
          <Problem title="The tools could not be looked for" problem={tools.error} />
        ) : (
          <Waiting what="Looking for nfpcapd and nfdump…" />
        )}
      </div>
    </main>
  )
}

/** Back to where the examiner came from, or to all cases. */
function leave(): void {
  if (window.history.length > 1) window.history.back()
  else navigate('/')
}
