import { Callout, NonIdealState, Spinner } from '@blueprintjs/core'
import type { ReactNode } from 'react'
import { messageOf } from '../../app/bridge'

/** Something went wrong: what, and what to do next. */
export function Problem({
  title,
  problem,
  children,
}: {
  readonly title: string
  readonly problem: unknown
  readonly children?: ReactNode
}) {
  return (
    <Callout intent="danger" title={title} role="alert">
      <p>{messageOf(problem)}</p>
      {children}
    </Callout>
  )
}

/** Said where a filter or a time range leaves nothing. */
export const NO_FLOW_MATCHES = 'No flow matches. Widen the filter or the time range.'

/** Shown while the first answer is on its way. */
export function Waiting({ what }: { readonly what: string }) {
  return (
    <div className="waiting" role="status">
      <Spinner size={18} />
      <span>{what}</span>
    </div>
  )
}

/** Nothing to show here yet, and what to do about it. */
export function Empty({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: JSX.Element
  readonly title: string
  readonly children: ReactNode
  readonly action?: JSX.Element
}) {
  return (
    <NonIdealState
      icon={icon}
      title={title}
      description={<div>{children}</div>}
      {...(action ? { action } : {})}
      layout="vertical"
    />
  )
}
