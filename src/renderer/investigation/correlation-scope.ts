import { AS_RECORDED, type CaseRecord, type CorrelationSettings } from '../../shared/case/case'
import type { EvidenceFile, UnloggedWindow } from '../../shared/evidence/evidence'
import { ANY } from '../../shared/filter/ast'
import { AddressAliases } from './address-aliases'
import { joinSpans, shiftSpans, type TimeSpan } from './capture-time'
import { type AddressPair, findCapturedHosts } from './captured-hosts'
import { Localities } from './entity/locality'
import { countOf, timeOf } from './quantity'
import { UNKNOWN_ADDRESS } from './tuple-columns'
import type { Ask } from './types'
import { fieldKey } from './volumes'

/** What of the case an investigation needs to know beside its flows. */
export interface InvestigationScope {
  readonly hasNetflow: boolean
  /** Times that the captures cover, by their own clock; without them, those of all NetFlow of the case. */
  readonly captures?: readonly TimeSpan[]
  readonly settings?: CorrelationSettings
  /** Networks that the examiner says are inside, canonical CIDR text. */
  readonly networks?: readonly string[]
  /** Ports that are taken away first on the ladder; by suspect. */
  readonly ladders?: CaseRecord['ladders']
  /** What the flow logs say that they left out. */
  readonly unlogged?: readonly UnloggedWindow[]
  /** Bytes that the captures keep of each packet at least; null when nothing was cut. */
  readonly snapLength?: number | null
}

export function scopeOf(
  evidence: readonly EvidenceFile[],
  { correlation, ladders, networks }: Pick<CaseRecord, 'correlation' | 'ladders' | 'networks'> = {},
): InvestigationScope {
  const captures: TimeSpan[] = []
  const unlogged: UnloggedWindow[] = []
  let hasNetflow = false
  let snapLength: number | null = null
  for (const file of evidence) {
    unlogged.push(...(file.unlogged ?? []))
    const { capture } = file
    if (!capture || capture.flows === 0) continue
    hasNetflow = true
    if (capture.first !== null && capture.last !== null) {
      captures.push({ first: capture.first, last: capture.last })
    }
    if (!capture.facts || capture.facts.cutPackets === 0) continue
    for (const { snapLength: kept } of capture.facts.interfaces) {
      if (kept > 0) snapLength = Math.min(snapLength ?? kept, kept)
    }
  }
  return {
    hasNetflow,
    ...(captures.length > 0 ? { captures } : {}),
    ...(correlation ? { settings: correlation } : {}),
    ...(ladders ? { ladders } : {}),
    ...(networks ? { networks } : {}),
    ...(unlogged.length > 0 ? { unlogged } : {}),
    ...(snapLength === null ? {} : { snapLength }),
  }
}

/** What every comparison of a case starts from. Addresses are canonical by the aliases. */
export interface CorrelationScope {
  readonly aliases: AddressAliases
  /** Seconds that are taken off the captures' times; null where the examiner applies none. */
  readonly appliedOffset: number | null
  /** Times that the captures cover, the offset taken off. */
  readonly captures: readonly TimeSpan[]
  /** The same by the captures' own clock. */
  readonly recordedCaptures: readonly TimeSpan[]
  /** From the first start to the last end of all flow log records; null without any. */
  readonly logs: TimeSpan | null
  /** Hosts that the captures were taken on; null when they hold the traffic of a whole network. */
  readonly hosts: ReadonlySet<string> | null
  /** Those of the hosts that occur in the flow logs. */
  readonly loggedHosts: ReadonlySet<string>
  readonly unlogged: readonly UnloggedWindow[]
  readonly snapLength: number | null
}

/** Pairs of addresses by which hosts are found: those with the most flows, where there are more. */
const MAX_PAIRS = 50_000

/** Two questions. */
export async function askCorrelationScope(ask: Ask, scope: InvestigationScope): Promise<CorrelationScope> {
  const { aliases: pairs, clockOffset } = scope.settings ?? AS_RECORDED
  const aliases = new AddressAliases(pairs)
  const captured = await ask({
    source: 'netflow',
    filter: ANY,
    groupBy: [fieldKey('srcaddr'), fieldKey('dstaddr')],
    measures: [
      { as: 'flows', op: 'count' },
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
    ],
    orderBy: { measure: 'flows', descending: true },
    limit: MAX_PAIRS,
  })
  const localities = new Localities(scope.networks ?? [], [])
  const hosts = findCapturedHosts(
    captured.rows.map(
      ({ keys: [a, b] }): AddressPair => ({
        a: aliases.canonical(String(a ?? UNKNOWN_ADDRESS)),
        b: aliases.canonical(String(b ?? UNKNOWN_ADDRESS)),
      }),
    ),
    (address) => localities.of(address).place === 'internal',
  )
  const named = Array.from(hosts ?? [])
  const logged = await ask({
    source: 'vpc',
    filter: ANY,
    groupBy: [],
    measures: [
      { as: 'first', op: 'min', field: 'start' },
      { as: 'last', op: 'max', field: 'end' },
      ...named.map((host, i) => ({ as: `host.${i}`, op: 'count', where: aliases.filter([host]) }) as const),
    ],
  })
  const [row] = logged.rows
  const spans = scope.captures ?? [
    {
      first: captured.rows.reduce(
        (time, pair) => Math.min(time, timeOf(pair, 'first') ?? time),
        Number.POSITIVE_INFINITY,
      ),
      last: captured.rows.reduce(
        (time, pair) => Math.max(time, timeOf(pair, 'last') ?? time),
        Number.NEGATIVE_INFINITY,
      ),
    },
  ]
  const recordedCaptures = joinSpans(spans.filter((span) => span.first <= span.last))
  const first = timeOf(row, 'first')
  const last = timeOf(row, 'last')
  return {
    aliases,
    appliedOffset: clockOffset,
    captures: shiftSpans(recordedCaptures, -(clockOffset ?? 0)),
    recordedCaptures,
    logs: first === null || last === null ? null : { first, last },
    hosts,
    loggedHosts: new Set(named.filter((_, i) => countOf(row, `host.${i}`) > 0)),
    unlogged: scope.unlogged ?? [],
    snapLength: scope.snapLength ?? null,
  }
}
