import { z } from 'zod'
import type {
  AddressAlias,
  CaseRecord,
  CorrelationSettings,
  FindingDecision,
  FindingReview,
} from '../case/case'
import type { KeptFilters, SavedFilter } from '../filter/kept'
import { isTimeZone } from '../format/time'
import { folderSchema } from '../ipc/channels'
import { addressText, networkText } from './casework-document'
import { count, documentOf } from './document-of'

const text = z.string()
const port = z.number().int().min(0).max(65_535)

const correlation = documentOf<CorrelationSettings>()({
  aliases: z.array(documentOf<AddressAlias>()({ publicAddress: addressText, privateAddress: addressText })),
  clockOffset: z.number().nullable(),
})

const filters = documentOf<KeptFilters>()({
  recent: z.array(text),
  saved: z.array(documentOf<SavedFilter>()({ name: text, text })),
})

const review = documentOf<FindingReview>()({
  thresholds: z.record(text, z.number()),
  decisions: z.record(
    text,
    documentOf<FindingDecision>()({
      verdict: z.enum(['accepted', 'rejected']).nullable(),
      comment: text,
      title: text,
    }),
  ),
})

export const caseDocument = documentOf<CaseRecord>()({
  id: text,
  title: text.min(1),
  examiner: text,
  timeZone: text.refine(isTimeZone, 'no time zone that is known here'),
  folderId: folderSchema.shape.folderId,
  folderPath: text,
  createdAt: z.number(),
  openedAt: z.number(),
  state: z.enum(['empty', 'importing', 'partial', 'complete', 'failed']),
  flows: count,
  suspects: z.array(addressText),
  notes: text,
  correlation: z.exactOptional(correlation),
  ladders: z.exactOptional(z.record(text, z.array(port))),
  filters: z.exactOptional(filters),
  networks: z.exactOptional(z.array(networkText)),
  review: z.exactOptional(review),
}) satisfies z.ZodType<CaseRecord>
