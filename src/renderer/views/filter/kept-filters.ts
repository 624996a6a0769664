import { type KeptFilters, NO_FILTERS } from '../../../shared/filter/kept'
import { notifyProblem } from '../../app/notices'
import { useOpenCase } from '../../app/open-case'
import { changeCase, useSession } from '../../app/session'

export function useKeptFilters(): KeptFilters {
  return useOpenCase().record.filters ?? NO_FILTERS
}

/** Changes the filters that the open case keeps, as they are at this moment. */
export function keepFilters(change: (kept: KeptFilters) => KeptFilters): void {
  const kept = useSession.getState().open?.record.filters ?? NO_FILTERS
  const next = change(kept)
  if (next !== kept) changeCase({ filters: next }).catch(notifyProblem)
}
