import { useMemo } from 'react'
import { useDerived } from '../../app/answers'
import { useOpenCase } from '../../app/open-case'
import {
  askSilences,
  type CoverageGap,
  missingFiles,
  type Silences,
  type UnloggedGaps,
  unloggedGaps,
} from '../../investigation/coverage-gaps'

interface Gaps {
  readonly all: readonly CoverageGap[]
  readonly unlogged: UnloggedGaps
  /** undefined until they are looked for. */
  readonly silences: Silences | undefined
}

/** The gaps in the flow logs of the open case. */
export function useGaps(): Gaps {
  const { evidence, contents } = useOpenCase()
  const { firstStart, lastEnd } = contents
  const { data: silences } = useDerived(['silences'], (ask) =>
    askSilences(ask, 'vpc', { from: firstStart ?? 0, to: lastEnd ?? 0 }),
  )
  const unlogged = useMemo(() => unloggedGaps(evidence), [evidence])
  const missing = useMemo(() => missingFiles(evidence.map(({ path }) => path)), [evidence])
  const all = useMemo(
    () => [...(silences?.gaps ?? []), ...missing, ...unlogged.gaps],
    [silences, missing, unlogged],
  )
  return { all, unlogged, silences }
}
