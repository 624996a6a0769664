import { Tag } from '@blueprintjs/core'
import type { Locality } from '../../investigation/entity/locality'

const NAMES: Readonly<Record<Locality['place'], string>> = {
  internal: 'Internal',
  external: 'External',
  neither: 'Neither',
}

/** Of a column of tags, in pixels. */
export const PLACE_WIDTH = 88

/** Inside or outside, with the reason when it is pointed at. */
export function LocalityTag({ locality }: { readonly locality: Locality | undefined }) {
  if (!locality) return <span className="muted">…</span>
  const { place, reason } = locality
  return (
    <Tag
      minimal
      intent={place === 'internal' ? 'primary' : 'none'}
      title={place === 'neither' ? `Neither inside nor outside: ${reason}` : reason}
    >
      {NAMES[place]}
    </Tag>
  )
}
