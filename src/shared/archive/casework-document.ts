import { z } from 'zod'
import {
  type AddressList,
  type BadListLine,
  type ListEntry,
  type Mark,
  type MarkSubject,
  subjectId,
} from '../case/casework'
import { canonicalAddress, formatNetwork, parseNetwork } from '../flow/address'
import { count, documentOf, sha256 } from './document-of'

const text = z.string()
const source = z.enum(['vpc', 'netflow'])

/** Canonical. */
export const addressText = text.refine((value) => canonicalAddress(value) === value, 'no canonical address')

/** Canonical, with its length unless it is an address alone. */
export const networkText = text.refine((value) => {
  const network = parseNetwork(value)
  return network !== null && formatNetwork(network) === value
}, 'no canonical network')

type SubjectOf<Kind extends MarkSubject['kind']> = Extract<MarkSubject, { kind: Kind }>

const subject = z.discriminatedUnion('kind', [
  documentOf<SubjectOf<'flow'>>()({
    kind: z.literal('flow'),
    path: text,
    line: count,
    source,
    values: z.record(text, z.union([text, z.number(), z.bigint()])),
  }),
  documentOf<SubjectOf<'address'>>()({ kind: z.literal('address'), address: addressText }),
  documentOf<SubjectOf<'filter'>>()({ kind: z.literal('filter'), filter: text, source }),
  documentOf<SubjectOf<'range'>>()({
    kind: z.literal('range'),
    from: z.number().nullable(),
    to: z.number().nullable(),
  }),
]) satisfies z.ZodType<MarkSubject>

export const markDocument = documentOf<Mark>()({
  id: text,
  subject,
  starred: z.boolean(),
  tags: z.array(text),
  note: text,
  createdAt: z.number(),
  changedAt: z.number(),
}).refine((mark) => mark.id === subjectId(mark.subject), 'its id is that of another subject')

const listEntry = documentOf<ListEntry>()({ network: networkText, comment: text, line: count })
const badLine = documentOf<BadListLine>()({ line: count, text, why: text })

export const listDocument = documentOf<AddressList>()({
  id: text,
  name: text,
  kind: z.enum(['ioc', 'allow']),
  addedAt: z.number(),
  sha256,
  sizeBytes: count,
  entries: z.array(listEntry),
  bad: z.array(badLine),
  badLines: count,
  repeated: count,
  csv: z.object({ columns: z.array(text), column: count }).nullable(),
}) satisfies z.ZodType<AddressList>
