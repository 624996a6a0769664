import { useEffect } from 'react'

/**
 * Closes what is open over the page by Escape, wherever the focus is: a click beside its controls may have
 * taken it out. Nothing under it hears of the key.
 */
export function useEscape(isOpen: boolean, close: () => void): void {
  useEffect(() => {
    if (!isOpen) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      close()
    }
    window.addEventListener('keydown', onKeyDown, true)
    return () => window.removeEventListener('keydown', onKeyDown, true)
  }, [isOpen, close])
}
