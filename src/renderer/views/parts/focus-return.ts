import { useEffect, useRef } from 'react'

/**
 * Gives the focus back when something that lay over the page is closed. At once: Blueprint does so when it has
 * faded away, and takes the focus from what has got it meanwhile.
 * @param within what lies over the page, as a selector
 */
export function useFocusReturn(
  isOpen: boolean,
  within: '.bp5-overlay:has(.bp5-dialog)' | '.bp5-popover',
): void {
  const before = useRef<Element | null>(null)
  const wasOpen = useRef(false)
  // Before it is drawn: what is in it may take the focus as soon as it is there.
  if (isOpen && !wasOpen.current) before.current = document.activeElement
  wasOpen.current = isOpen
  useEffect(() => {
    if (!isOpen) return
    let held = false
    const follow = ({ type }: KeyboardEvent) => {
      held = type === 'keydown'
    }
    window.addEventListener('keydown', follow, true)
    window.addEventListener('keyup', follow, true)
    return () => {
      window.removeEventListener('keydown', follow, true)
      window.removeEventListener('keyup', follow, true)
      const giveBack = () => returnFocus(before.current, within)
      // A button that gets the focus while a key is held takes its release for a press.
      if (held) window.addEventListener('keyup', giveBack, { once: true, capture: true })
      else giveBack()
    }
  }, [isOpen, within])
}

function returnFocus(before: Element | null, within: string): void {
  const focused = document.activeElement
  const isFree = focused === null || focused === document.body || focused.closest(within) !== null
  if (!isFree) return
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  else if (focused instanceof HTMLElement) focused.blur()
}
