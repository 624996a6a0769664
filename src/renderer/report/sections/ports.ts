import { formatCount, formatCounted } from '../../../shared/format/number'
import { serviceName } from '../../../shared/network/services'
import type { Quantity } from '../../../shared/query/query'
import { portFigureId } from '../../investigation/figures'
import { add } from '../../investigation/quantity'
import type { PortVolume, SourceView, Volume } from '../../investigation/types'
import { type Block, heading, paragraph, type Text, table } from '../document'
import { bytesCell, portText, serviceText } from '../wording'
import type { SectionInput } from './section'

/** Ports beside those of the services that have a row of their own. */
const OTHER_PORTS_SHOWN = 8

/** Volume by the port on either side of the record. */
export function ports({ numbers }: SectionInput, view: SourceView, number: number): readonly Block[] {
  const serving = new Set(view.services.map((service) => service.port))
  const others = view.ports.filter((volume) => !serving.has(volume.port))
  const shown = new Set([
    ...view.ports.filter((volume) => serving.has(volume.port)),
    ...others.slice(0, OTHER_PORTS_SHOWN),
  ])
  const row = (volume: PortVolume): readonly Text[] => {
    const id = `suspect.${number}.${portFigureId(volume)}`
    return [
      volume.side,
      portText(volume.port, volume.protocol),
      serving.has(volume.port)
        ? serviceText(serviceName(volume.port, volume.protocol), volume.port, volume.protocol)
        : '–',
      ...volumeCells(volume),
      numbers.cite(`${id}.bytes`, `${id}.records`),
    ]
  }
  const rest = (['source', 'destination'] as const).flatMap((side) => {
    const left = others.slice(OTHER_PORTS_SHOWN).filter((volume) => volume.side === side)
    return left.length === 0
      ? []
      : [
          [
            side,
            formatCounted(left.length, 'other port'),
            '–',
            ...volumeCells(sum(left)),
            '',
          ] as readonly Text[],
        ]
  })
  return [
    heading(2, 'Volume by port'),
    paragraph(
      'A record has two ports: it is counted once under its source port and once under its destination port, so the two sides ' +
        'must not be added up. The table has every port that serves, and the other ports with the most bytes; the rest is ' +
        'summed up.',
    ),
    table(
      'Volume by side, port and protocol, by bytes',
      [
        ['Side', 'label'],
        ['Port', 'label'],
        ['Service', 'text'],
        ['Records', 'number'],
        ['Bytes', 'number'],
        ['Packets', 'number'],
        ['Accepted', 'number'],
        ['Rejected', 'number'],
        ['Figure', 'label'],
      ],
      [...view.ports.filter((volume) => shown.has(volume)).map(row), ...rest],
    ),
  ]
}

function volumeCells({ records, bytes, packets, accepted, rejected }: Volume): readonly Text[] {
  return [
    formatCount(records),
    bytesCell(bytes),
    formatCount(packets),
    formatCount(accepted),
    formatCount(rejected),
  ]
}

function sum(volumes: readonly Volume[]): Volume {
  const of = (value: (volume: Volume) => Quantity): Quantity =>
    volumes.reduce<Quantity>((total, volume) => add(total, value(volume)), 0)
  return {
    records: Number(of((volume) => volume.records)),
    bytes: of((volume) => volume.bytes),
    packets: of((volume) => volume.packets),
    accepted: Number(of((volume) => volume.accepted)),
    rejected: Number(of((volume) => volume.rejected)),
  }
}
