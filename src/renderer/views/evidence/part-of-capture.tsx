import { useMemo } from 'react'
import type { EvidenceFile } from '../../../shared/evidence/evidence'
import { formatCounted } from '../../../shared/format/number'
import { useOpenCase } from '../../app/open-case'
import { Fact } from '../parts/detail-pane'
import { Time } from '../parts/time'
import { splitCaptures } from './split-captures'

/** The capture that a file is a part of, when it is. */
export function PartOfCapture({ file }: { readonly file: EvidenceFile }) {
  const { evidence } = useOpenCase()
  const whole = useMemo(
    () => splitCaptures(evidence).find(({ parts }) => parts.includes(file)),
    [evidence, file],
  )
  if (!whole) return null
  const { name, parts, packets, first, last } = whole
  return (
    <Fact name="Part of">
      {name}: {parts.indexOf(file) + 1} of {parts.length} files, {formatCounted(packets, 'packet')} together,{' '}
      <Time at={first} /> to <Time at={last} />
    </Fact>
  )
}
