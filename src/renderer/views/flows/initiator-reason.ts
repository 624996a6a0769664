import type { InitiatorReason } from '../../../shared/query/biflow'

/** Why a side is taken for the one that began: for a column, and as a sentence. */
export const INITIATOR_REASONS: Readonly<
  Record<InitiatorReason, { readonly short: string; readonly why: string }>
> = {
  syn: { short: 'SYN', why: 'It alone sent records with SYN and without ACK.' },
  'syn-ack': {
    short: 'SYN-ACK',
    why: 'The other side alone sent records with SYN-ACK, the answer to a SYN.',
  },
  service: {
    short: 'service port',
    why: 'The other side has the port of a service (below 1024, or a listed one below 32768), and it has none.',
  },
  earlier: { short: 'earlier', why: 'Its first record starts earlier than that of the other side.' },
  'lower-port': {
    short: 'lower port',
    why: 'Nothing but the ports tells: the other side has the lower one.',
  },
  only: { short: 'only side', why: 'No record of the other direction matches.' },
  none: { short: 'not known', why: 'Nothing in the records tells; the order of the sides means nothing.' },
}
