import type { ReactNode } from 'react'
import { useCellTabIndex } from '../parts/grid-keys'
import { RowLink } from '../parts/row-link'
import type { PivotValue } from './pivot-value'

interface ValueProps {
  /** null: nothing can be asked about it. */
  readonly of: PivotValue | null
  /** Where a click leads; without it, only the menu leads on. */
  readonly to?: string
  readonly title?: string
  readonly className?: string
  readonly children: ReactNode
}

/**
 * A value of the evidence on the screen. Right click, the menu key, Shift+F10 or the mark beside it
 * open the menu of what can be asked about it (PivotMenus, which finds the value in the page).
 */
export function Value({ of, to, title, className, children }: ValueProps) {
  const data = of === null ? {} : { 'data-pivot': JSON.stringify(of) }
  const tabIndex = useCellTabIndex()
  if (to === undefined) {
    return (
      <span {...data} tabIndex={of === null ? undefined : tabIndex} title={title} className={className}>
        {children}
      </span>
    )
  }
  return (
    <RowLink to={to} data={data} {...(title ? { title } : {})} {...(className ? { className } : {})}>
      {children}
    </RowLink>
  )
}
