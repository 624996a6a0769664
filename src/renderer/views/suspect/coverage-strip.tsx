import * as Plot from '@observablehq/plot'
import { useEffect, useRef } from 'react'
import type { UnloggedWindow } from '../../../shared/evidence/evidence'
import type { Filter } from '../../../shared/filter/ast'
import { formatCounted } from '../../../shared/format/number'
import { formatUtc, formatZoned, isUtc } from '../../../shared/format/time'
import { useDerived } from '../../app/answers'
import { useCaseZone, useOpenCase } from '../../app/open-case'
import { useTheme } from '../../app/theme'
import { askCoverage, type Coverage } from '../../investigation/coverage'
import { bucketName } from '../timeline/timeline'

const HEIGHT = 64
const SOURCES = ['Flow logs', 'NetFlow'] as const

/** When each of both sources has flows, and where it has none. */
export function CoverageStrip({ filter, offset }: { readonly filter: Filter; readonly offset: number }) {
  const zone = useCaseZone()
  const { evidence } = useOpenCase()
  const theme = useTheme()
  const host = useRef<HTMLDivElement>(null)
  const { data } = useDerived(['coverage', filter, offset], (ask) => askCoverage(ask, filter, offset))

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are those of the theme
  useEffect(() => {
    const element = host.current
    if (!element || !data) return
    const skipped = evidence
      .flatMap((file) => file.unlogged ?? [])
      .filter(({ status }) => status === 'SKIPDATA')
    const draw = () => element.replaceChildren(plotCoverage(data, skipped, zone, element.clientWidth))
    draw()
    const resized = new ResizeObserver(draw)
    resized.observe(element)
    return () => {
      resized.disconnect()
      element.replaceChildren()
    }
  }, [data, evidence, zone, theme])

  return (
    <figure className="coverage boxed">
      <div ref={host} role="img" aria-label={data ? coverageText(data) : 'Coverage of both sources'} />
      <figcaption className="muted">
        Flows that begin in each {data ? bucketName(data.bucketSeconds) : 'interval'} · {zone} · gaps are
        blank
        {offset !== 0 && ' · the captures’ clock offset is taken off'}
      </figcaption>
    </figure>
  )
}

function coverageText({ bucketSeconds, vpc, netflow }: Coverage): string {
  const covered = (buckets: Coverage['vpc']) =>
    formatCounted(
      buckets.length,
      `interval of ${bucketName(bucketSeconds)}`,
      `intervals of ${bucketName(bucketSeconds)}`,
    )
  return `Flow logs have flows in ${covered(vpc)}, NetFlow in ${covered(netflow)}.`
}

function plotCoverage(
  { bucketSeconds, from, to, vpc, netflow }: Coverage,
  skipped: readonly UnloggedWindow[],
  zone: string,
  width: number,
): Element {
  const cells = ([vpc, netflow] as const).flatMap((buckets, i) => {
    const most = Math.max(1, ...buckets.map(({ records }) => records))
    return buckets.map(({ at, records }) => ({
      source: SOURCES[i],
      from: at * 1000,
      to: (at + bucketSeconds) * 1000,
      // By magnitude, never so faint that a single flow could not be seen.
      strength: 0.35 + 0.65 * (Math.log1p(records) / Math.log1p(most)),
      text: `${formatZoned(at, zone)}: ${formatCounted(records, i === 0 ? 'record' : 'flow')}`,
    }))
  })
  const chart = Plot.plot({
    width: Math.max(240, width),
    height: HEIGHT,
    marginLeft: 66,
    // Room for half of the last label.
    marginRight: 42,
    marginTop: 4,
    marginBottom: 22,
    style: { background: 'none', color: 'var(--muted)', fontSize: '11px', overflow: 'visible' },
    x: {
      type: 'utc',
      label: null,
      domain: [((from ?? 0) - bucketSeconds) * 1000, ((to ?? 0) + bucketSeconds) * 1000],
      ticks: Math.max(2, Math.floor(width / 120)),
      tickFormat: (time: Date) => tickText(time.getTime() / 1000, zone),
    },
    y: { domain: [...SOURCES], label: null, padding: 0.25, tickSize: 0 },
    marks: [
      Plot.barX(cells, {
        x1: 'from',
        x2: 'to',
        y: 'source',
        fill: (cell) => (cell.source === SOURCES[0] ? 'var(--accepted)' : 'var(--series-2)'),
        fillOpacity: 'strength',
        title: 'text',
      }),
      Plot.barX(
        skipped.map(({ start, end }) => ({ from: start * 1000, to: Math.max(end, start + 1) * 1000 })),
        {
          x1: 'from',
          x2: 'to',
          y: () => SOURCES[0],
          insetBottom: 14,
          fill: 'var(--bad)',
          title: () => 'SKIPDATA: AWS left out records of an interface',
        },
      ),
    ],
  })
  // The page's policy allows no style element.
  for (const style of chart.querySelectorAll('style')) style.remove()
  return chart
}

function tickText(seconds: number, zone: string): string {
  const text = isUtc(zone) ? formatUtc(seconds) : formatZoned(seconds, zone)
  return text.slice(5, 16)
}
