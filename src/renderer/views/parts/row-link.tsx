import type { MouseEvent, ReactNode } from 'react'
import { Link } from 'wouter'
import { useCellTabIndex } from './grid-keys'

/** A link inside a row that can itself be clicked: only the link acts. */
export function RowLink(props: {
  readonly to: string
  readonly title?: string
  readonly className?: string
  /** Attributes that mark what it is. */
  readonly data?: Readonly<Record<`data-${string}`, string>>
  readonly children: ReactNode
}) {
  const tabIndex = useCellTabIndex()
  return (
    <Link
      to={props.to}
      title={props.title}
      tabIndex={tabIndex}
      className={props.className ?? 'quiet-link'}
      onClick={(event: MouseEvent) => event.stopPropagation()}
      {...props.data}
      {...(props.data?.['data-pivot'] ? { 'aria-haspopup': 'menu' as const } : {})}
    >
      {props.children}
    </Link>
  )
}
