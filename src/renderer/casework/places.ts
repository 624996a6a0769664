import type { MarkSubject } from '../../shared/case/casework'
import { subjectFilter } from '../../shared/case/mark-filter'
import { ANY } from '../../shared/filter/ast'
import { printFilter } from '../../shared/filter/print'
import { flowsPath, suspectPath } from '../app/places'

/** Where the subject of a mark can be looked at. */
export function subjectPath(caseId: string, subject: MarkSubject): string {
  switch (subject.kind) {
    case 'address':
      return suspectPath(caseId, subject.address)
    case 'filter':
      return flowsPath(caseId, subject.filter, { source: subject.source })
    case 'range':
      return flowsPath(caseId, 'any', {
        time: { from: subject.from ?? undefined, to: subject.to ?? undefined },
      })
    case 'flow':
      return flowsPath(caseId, printFilter(subjectFilter(subject)[0] ?? ANY), {
        source: subject.source,
        record: subject,
      })
  }
}
