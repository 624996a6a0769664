import { formatBytes } from '../../../shared/format/bytes'
import { formatDuration } from '../../../shared/format/duration'
import { formatCount } from '../../../shared/format/number'
import type { Quantity } from '../../../shared/query/query'

/** An exact count. */
export function Count({ of }: { readonly of: Quantity }) {
  return <span className="num">{formatCount(of)}</span>
}

/** Exact bytes, with the human form beside them. */
export function Bytes({ of }: { readonly of: Quantity }) {
  return (
    <span className="bytes">
      <span className="num">{formatCount(of)}</span>
      <span className="human">{formatBytes(of)}</span>
    </span>
  )
}

export function Duration({ seconds }: { readonly seconds: number }) {
  return <span className="num">{formatDuration(seconds)}</span>
}

/** A share of a whole, drawn as a thin bar. */
export function ShareBar({ share, tone }: { readonly share: number; readonly tone?: string }) {
  const width = `${Math.min(100, Math.max(0, share * 100))}%`
  return (
    <span className="share" aria-hidden>
      <span style={tone ? { width, background: tone } : { width }} />
    </span>
  )
}
