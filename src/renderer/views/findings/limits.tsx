import type { Detector } from '../../investigation/detectors/detection'

/** What a rule does not look at. */
export function Limits({ of: { limits } }: { readonly of: Detector }) {
  return (
    <ul className="rule-limits" aria-label="What is not looked at">
      {limits.map((limit) => (
        <li key={limit}>{limit}</li>
      ))}
    </ul>
  )
}
