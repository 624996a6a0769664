import { COMMANDS } from '../../../shared/commands/commands'
import { formatBytes } from '../../../shared/format/bytes'
import { formatZoned, zoneName } from '../../../shared/format/time'
import { groupingTitle } from '../../views/count/group-fields'
import { STACK_NAMES, stackOf } from '../../views/timeline/stack-choice'
import { placeOf } from '../hash-location'
import type { Trail } from '../trail'

/** One question on the way: a view with its filter and time range, whatever its order and selection. */
export interface Crumb {
  /** The last step of the trail that asked it. */
  readonly step: number
  readonly view: string
  /** What the view is of: a filter, a time range, an address; '' for all. */
  readonly about: string
  readonly current: boolean
}

/** Parts of a place's query that do not ask another question. */
const SAME_QUESTION: readonly string[] = ['sort', 'row', 'top', 'file', 'tab', 'finding', 'zoom', 'measure']

/**
 * The questions of a case on the trail, from where the case was entered to where it was left:
 * neighbouring steps that ask the same are one.
 *
 * @param zone whose clock times are told by
 */
export function crumbsOf(trail: Trail, caseId: string, zone: string): readonly Crumb[] {
  const root = `/case/${encodeURIComponent(caseId)}/`
  const inCase = (step: number) => trail.places[step - trail.first]?.startsWith(root) ?? false
  let from = trail.at
  let end = trail.at
  while (inCase(from - 1)) from--
  while (inCase(end)) end++
  const crumbs: Crumb[] = []
  let last: string | null = null
  for (let step = from; step < end; step++) {
    const place = trail.places[step - trail.first] as string
    const question = questionOf(place)
    const crumb = { step, ...namesOf(place.slice(root.length), zone), current: step === trail.at }
    if (question === last) {
      const before = crumbs.pop() as Crumb
      // Where the examiner is now, a click on the crumb must not lead elsewhere.
      crumbs.push(before.current ? before : crumb)
    } else crumbs.push(crumb)
    last = question
  }
  return crumbs
}

function questionOf(place: string): string {
  const { path, search } = placeOf(place)
  const params = new URLSearchParams(search)
  for (const name of SAME_QUESTION) params.delete(name)
  params.sort()
  return `${path}?${params}`
}

function namesOf(place: string, zone: string): Pick<Crumb, 'view' | 'about'> {
  const { path, search } = placeOf(place)
  const [view = '', ...rest] = path.split('/').filter((part) => part !== '')
  const params = new URLSearchParams(search)
  const told = (name: string, tell: (value: string) => string): readonly string[] => {
    const value = params.get(name)
    return value ? [tell(value)] : []
  }
  const times = [
    ...told('from', (from) => `from ${clock(from, zone)}`),
    ...told('to', (to) => `to ${clock(to, zone)}`),
  ]
  const about = [
    ...(view === 'service' ? [serviceText(rest)] : rest.map(decodeURIComponent)),
    ...told('source', (source) => (source === 'netflow' ? 'NetFlow' : source)),
    ...told('q', (filter) => filter),
    ...told('rows', (rows) => rows),
    ...told('group', (field) => `by ${groupingTitle(field).toLowerCase()}`),
    ...told('by', (by) => `by ${STACK_NAMES[stackOf(by)].toLowerCase()}`),
    ...told('bytes', (bytes) => `${formatBytes(Number(bytes))} and more`),
    ...told('records', (records) => `${records} records and more`),
    ...times,
    // A ladder begins "from" a filter.
    ...(isTime(params.get('from')) || isTime(params.get('to')) ? [zoneName(zone)] : []),
  ]
  return { view: viewTitle(view), about: about.join(' ') }
}

/** "22/TCP" of the path "tcp/22". */
function serviceText([protocol = '', port = '']: readonly string[]): string {
  return `${port}/${protocol.toUpperCase()}`
}

function isTime(text: string | null): boolean {
  return text !== null && text !== '' && Number.isFinite(Number(text))
}

function clock(text: string, zone: string): string {
  return isTime(text) ? formatZoned(Number(text), zone).replace(/ UTC.*$/, '') : text
}

function viewTitle(view: string): string {
  const command = COMMANDS.find(({ id }) => id === `go-${view}`)
  return command?.title ?? view.charAt(0).toUpperCase() + view.slice(1)
}
