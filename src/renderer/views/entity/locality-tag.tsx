import { Tag } from '@blueprintjs/core'
import type { Locality } from '../../investigation/entity/locality'

const NAMES: Readonly<Record<Locality['place'], string>> = {
  internal: 'Internal',
  external: 'External',
  neither: 'Neither in nor out',
}

/** Inside or outside, with the reason when it is pointed at. */
export function LocalityTag({ locality }: { readonly locality: Locality | undefined }) {
  if (!locality) return <span className="muted">…</span>
  return (
    <Tag minimal intent={locality.place === 'internal' ? 'primary' : 'none'} title={locality.reason}>
      {NAMES[locality.place]}
    </Tag>
  )
}
