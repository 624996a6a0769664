import { Button, Callout } from '@blueprintjs/core'
import { Component, type ReactNode } from 'react'

interface State {
  readonly problem: Error | null
}

/** The last resort: a fault of Flowcase itself is said loudly, and the case can be opened anew. */
export class Failure extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { problem: null }

  static getDerivedStateFromError(problem: Error): State {
    return { problem }
  }

  override render(): ReactNode {
    const { problem } = this.state
    if (!problem) return this.props.children
    return (
      <main className="centred">
        <Callout intent="danger" title="Flowcase has a fault" role="alert">
          <p>
            This should not happen. The evidence and everything stored in the case are untouched. Start again,
            and keep the text below for whoever looks after Flowcase.
          </p>
          <pre className="mono fault">{problem.stack ?? problem.message}</pre>
          <Button onClick={() => window.location.reload()}>Start again</Button>
        </Callout>
      </main>
    )
  }
}
