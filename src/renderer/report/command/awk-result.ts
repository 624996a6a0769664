import type { FigureAsk } from '../../../shared/findings/figure'

/** What a program does with each flow that matches, and what it prints in the end. */
export interface AwkResult {
  readonly each: string
  /** Empty when nothing is left to print. */
  readonly end: string
}

/** Reads a field of the current flow in awk: an expression, null where no flow has the field. */
export type FieldReader = (field: string) => string | null

export type Aggregate = Extract<FigureAsk, { readonly of: 'count' | 'distinct' } | { readonly field: string }>

export interface AggregateTraits {
  /** The sum is above 2^53, where awk's numbers are no longer exact. */
  readonly large: boolean
  /** Times have fractions of a second. */
  readonly fractions: boolean
}

/** Counts, sums or compares, and prints the value alone; "null" when there is nothing to compare. */
export function aggregate(ask: Aggregate, read: FieldReader, traits: AggregateTraits): AwkResult {
  if (ask.of === 'count') return { each: 's++', end: 'printf "%.0f\\n",s' }
  if (ask.of === 'distinct') return distinct(ask.fields, read)
  const value = read(ask.field)
  if (ask.of === 'sum') {
    if (value === null) return { each: '', end: 'print 0' }
    return traits.large ? sumInTwoParts(value) : { each: `s+=${value}`, end: 'printf "%.0f\\n",s' }
  }
  if (value === null) return { each: '', end: 'print "null"' }
  const isTime = ask.field === 'start' || ask.field === 'end'
  const print =
    isTime && traits.fractions ? '{v=sprintf("%.3f",m);sub(/[.]?0+$/,"",v);print v}' : 'printf "%.0f\\n",m'
  return {
    each: `v=${value};if(v!="-"&&(m==""||v+0${ask.of === 'min' ? '<' : '>'}m))m=v+0`,
    end: `if(m=="")print "null";else ${print}`,
  }
}

/** Counts combinations that were not met before. */
function distinct(fields: readonly string[], read: FieldReader): AwkResult {
  const parts = fields.map((field) => {
    const value = read(field) ?? '"-"'
    return field.endsWith('port') ? `${value}+0` : value
  })
  return { each: `k=${parts.join('" "')};if(!(k in u)){u[k];s++}`, end: 'printf "%.0f\\n",s' }
}

/** The last nine digits and what is before them are added apart, so that no digit is lost. */
function sumInTwoParts(value: string): AwkResult {
  return {
    each: `v=${value};k=length(v)-9;if(k>0){h+=substr(v,1,k);v=substr(v,k+1)}s+=v;if(s>=1e9){h+=int(s/1e9);s%=1e9}`,
    end: 'if(h)printf "%.0f%09.0f\\n",h,s;else printf "%.0f\\n",s',
  }
}
