import '@blueprintjs/core/lib/css/blueprint.css'
import 'uplot/dist/uPlot.min.css'
import './styles/base.css'
import './styles/shell.css'
import './styles/tables.css'
import './styles/parts.css'
import './styles/views.css'
import './styles/settings.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app'
import { bridge } from './app/bridge'
import { startSession } from './app/session'
import { createEngine } from './engine/engine-client'
import { runJob } from './headless/run-job'

const engine = createEngine()
const facts = await bridge.request('app.facts', undefined)
if (facts.job) {
  await runJob(engine, bridge, facts, facts.job)
} else {
  startSession(engine, facts)
  createRoot(document.getElementById('root') as HTMLElement).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
