import type { CaseRecord } from '../../../shared/case/case'
import { COMMANDS, type Command, type KeyPress } from '../../../shared/commands/commands'
import { address as addressFilter, port as portFilter } from '../../../shared/filter/ast'
import { parseFilter } from '../../../shared/filter/parse'
import { printFilter } from '../../../shared/filter/print'
import { canonicalAddress } from '../../../shared/flow/address'
import { addressPath, casePath, flowsPath, suspectPath } from '../places'
import { fuzzyMatches } from './fuzzy'

/** Something that the palette offers: a command to run, or a place to go to. */
export interface PaletteItem {
  readonly id: string
  readonly title: string
  /** A quiet word of what kind it is. */
  readonly kind: string
  readonly keys?: KeyPress
  readonly does: { readonly command: Command['id'] } | { readonly goTo: string }
}

export interface PaletteSources {
  /** Commands that are handled at present. */
  readonly commands: readonly Command[]
  /** The latest opened first. */
  readonly cases: readonly CaseRecord[]
  readonly openCase: CaseRecord | null
  /** Addresses of the open case that begin with what was typed. */
  readonly addresses: readonly string[]
}

/** Commands that can be offered: all but the one that opens the palette. */
export function offeredCommands(isHandled: (id: Command['id']) => boolean): readonly Command[] {
  return COMMANDS.filter(({ id }) => id !== 'open-palette' && isHandled(id))
}

/** What the palette lists for what was typed, best first. */
export function paletteItems(typed: string, sources: PaletteSources): readonly PaletteItem[] {
  const text = typed.trim()
  const caseId = sources.openCase?.id
  const asked = caseId === undefined || text === '' ? [] : questionsOf(text, caseId, sources.addresses)
  const named = [
    ...sources.commands.map(commandItem),
    ...(sources.openCase ? suspectItems(sources.openCase) : []),
    ...sources.cases.filter(({ id }) => id !== caseId).map(caseItem),
  ]
  const found = fuzzyMatches(named, text, ({ title, kind }) => `${title} ${kind}`)
  const seen = new Set<string>()
  return [...asked, ...found].filter(({ id }) => !seen.has(id) && seen.add(id))
}

/** What was typed may itself be an address, a port or a filter. */
function questionsOf(text: string, caseId: string, addresses: readonly string[]): readonly PaletteItem[] {
  const address = canonicalAddress(text)
  const known = addresses.filter((other) => other !== address)
  const parsed = parseFilter(text)
  const filters = [
    ...(address ? [addressFilter(address)] : []),
    ...(/^\d{1,5}$/.test(text) && Number(text) <= 65535 ? [portFilter(Number(text))] : []),
    ...(parsed.ok ? [parsed.filter] : []),
  ]
  return [
    ...(address ? [addressItem(caseId, address), pageItem(caseId, address)] : []),
    ...filters.map(printFilter).map((filter) => ({
      id: `filter ${filter}`,
      title: filter,
      kind: 'filter the flows',
      does: { goTo: flowsPath(caseId, filter) },
    })),
    ...known.map((other) => addressItem(caseId, other)),
  ]
}

function addressItem(caseId: string, address: string): PaletteItem {
  return {
    id: `address ${address}`,
    title: address,
    kind: 'investigate',
    does: { goTo: suspectPath(caseId, address) },
  }
}

function pageItem(caseId: string, address: string): PaletteItem {
  return {
    id: `page ${address}`,
    title: address,
    kind: 'its page',
    does: { goTo: addressPath(caseId, address) },
  }
}

function suspectItems({ id, suspects }: CaseRecord): readonly PaletteItem[] {
  return suspects.map((address) => ({ ...addressItem(id, address), kind: 'suspect of this case' }))
}

function caseItem({ id, title }: CaseRecord): PaletteItem {
  return { id: `case ${id}`, title, kind: 'case', does: { goTo: casePath(id, 'evidence') } }
}

function commandItem({ id, title, group, keys }: Command): PaletteItem {
  const [first] = keys
  return {
    id: `command ${id}`,
    title,
    kind: group === 'Views of a case' ? 'view' : 'command',
    ...(first ? { keys: first } : {}),
    does: { command: id },
  }
}
