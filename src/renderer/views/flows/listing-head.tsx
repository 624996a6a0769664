import type { ReactNode } from 'react'

/** How many rows there are, and how they are shown. */
export function ListingHead({
  children,
  actions,
}: {
  readonly children: ReactNode
  readonly actions?: ReactNode
}) {
  return (
    <div className="listing-head">
      <p className="listing-count" role="status">
        {children}
      </p>
      <span className="grow" />
      {actions}
    </div>
  )
}
