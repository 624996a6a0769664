import { useCallback, useEffect, useState } from 'react'
import { navigate, useTrail } from '../../app/hash-location'
import { useOpenCase } from '../../app/open-case'
import { toggleSuspect } from '../../app/suspects'
import { askForMark } from '../../casework/casework-state'
import { copyText } from '../parts/hash'
import { usualSource } from '../parts/source-switch'
import { filteredPlace } from './filtered-place'
import { FloatingMenu } from './floating-menu'
import { type PivotDoes, type PivotEntry, pivotEntries } from './pivot-actions'
import { PivotMark } from './pivot-mark'
import { type PivotTarget, targetAt, targetInFocus } from './pivot-targets'
import { valueText, valueTitle } from './pivot-value'

interface OpenMenu {
  readonly target: PivotTarget
  /** Of the window, in pixels. */
  readonly x: number
  readonly y: number
}

/** The menus of all values of a case's views: one listener for the page, however many values it shows. */
export function PivotMenus() {
  const [menu, setMenu] = useState<OpenMenu | null>(null)
  const trail = useTrail()
  const close = useCallback(() => setMenu(null), [])
  const openBelow = useCallback((target: PivotTarget) => {
    const box = target.element.getBoundingClientRect()
    setMenu({ target, x: Math.max(0, box.left), y: Math.min(box.bottom + 2, window.innerHeight - 40) })
  }, [])
  // A menu is of the place where it was opened.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the place is what it depends on
  useEffect(close, [trail.at, close])
  useEffect(() => {
    const onContextMenu = (event: MouseEvent) => {
      const target = targetAt(event.target)
      if (!target) return
      event.preventDefault()
      setMenu({ target, x: event.clientX, y: event.clientY })
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return
      const target = targetInFocus()
      if (!target) return
      event.preventDefault()
      openBelow(target)
    }
    window.addEventListener('contextmenu', onContextMenu)
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('contextmenu', onContextMenu)
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [openBelow])
  return (
    <>
      <PivotMark hidden={menu !== null} onOpen={openBelow} />
      {menu && <PivotMenu {...menu} onClose={close} />}
    </>
  )
}

function PivotMenu({ target, x, y, onClose }: OpenMenu & { onClose(): void }) {
  const { record, contents } = useOpenCase()
  const asked = filteredPlace(window.location.hash, record.id, usualSource(contents.flows))
  const place = { ...asked, source: target.source ?? asked.source }
  const context = { place, fields: contents.fields[place.source], suspects: record.suspects }
  const [only] = target.values
  const entries: readonly PivotEntry[] =
    target.values.length === 1 && only
      ? pivotEntries(only, context)
      : target.values.map((value) => ({
          text: valueText(value),
          label: valueTitle(value),
          does: { entries: pivotEntries(value, context) },
        }))
  const title =
    target.values.length === 1 && only
      ? `${valueTitle(only)} ${valueText(only)}`
      : 'Values of what is selected'
  return <FloatingMenu title={title} entries={entries} x={x} y={y} onChoose={carryOut} onClose={onClose} />
}

function carryOut(does: PivotDoes): void {
  if ('goTo' in does) navigate(does.goTo)
  if ('copy' in does) copyText(does.copy, does.what)
  if ('mark' in does) askForMark(does.mark)
  if ('toggleSuspect' in does) toggleSuspect(does.toggleSuspect)
}
