import { Tag } from '@blueprintjs/core'
import { Star } from '@blueprintjs/icons'
import type { Mark } from '../../shared/case/casework'

/** The star and tags of a mark, in one line. */
export function MarkTags({ mark }: { readonly mark: Mark }) {
  return (
    <span className="mark-tags">
      {mark.starred && <Star size={12} title="Starred" className="mark-star" />}
      {mark.tags.map((tag) => (
        <Tag key={tag} minimal round>
          {tag}
        </Tag>
      ))}
    </span>
  )
}
