/** Words of the filter language that stand for a field of the log. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  action: 'action',
  direction: 'flow-direction',
  eni: 'interface-id',
  interface: 'interface-id',
  instance: 'instance-id',
  account: 'account-id',
  az: 'az-id',
  path: 'traffic-path',
}

/** The values of these fields have one spelling in the logs; a filter may use any case. */
export const VALUE_CASE: Readonly<Record<string, 'upper' | 'lower'>> = {
  action: 'upper',
  'flow-direction': 'lower',
}

/** TCP flag letters as nfdump writes them, and their bits. */
export const FLAG_BITS: Readonly<Record<string, number>> = { F: 1, S: 2, R: 4, P: 8, A: 16, U: 32 }

/** Unit suffixes of byte and packet numbers: powers of 1000, as in nfdump. */
export const UNIT_FACTORS: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 }
