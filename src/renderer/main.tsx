import { bridge } from './app/bridge'
import { createEngine } from './engine/engine-client'

const engine = createEngine()
const facts = await bridge.request('app.facts', undefined)
// What a run without a window does needs nothing of the views, and they are most of the code.
if (facts.job) {
  const { runJob } = await import('./headless/run-job')
  await runJob(engine, bridge, facts, facts.job)
} else {
  const { showApp } = await import('./app/show-app')
  showApp(engine, facts)
}
