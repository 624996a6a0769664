import '@blueprintjs/core/lib/css/blueprint.css'
import 'uplot/dist/uPlot.min.css'
import '../styles/base.css'
import '../styles/shell.css'
import '../styles/crumbs.css'
import '../styles/filter.css'
import '../styles/palette.css'
import '../styles/pivot.css'
import '../styles/count.css'
import '../styles/tables.css'
import '../styles/parts.css'
import '../styles/views.css'
import '../styles/flows.css'
import '../styles/settings.css'
import '../styles/help.css'
import '../styles/formats.css'
import '../styles/casework.css'
import '../styles/findings.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type { AppFacts } from '../../shared/ipc/channels'
import type { Engine } from '../engine/engine-api'
import { App } from './app'
import { removeRemains } from './remains'
import { startSession } from './session'

/** Draws the app into the page. */
export function showApp(engine: Engine, facts: AppFacts): void {
  startSession(engine, facts)
  void removeRemains(engine)
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
