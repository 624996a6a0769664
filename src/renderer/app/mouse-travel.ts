import { useEffect } from 'react'
import { travel } from './hash-location'

/** MouseEvent.button of the two buttons at the side of many mice, and where they lead. */
const SIDE_BUTTONS: Readonly<Record<number, number>> = { 3: -1, 4: 1 }

/** The side buttons of the mouse go back and forward, once, whatever Chromium does with them. */
export function useMouseTravel(): void {
  useEffect(() => {
    const onButton = (event: MouseEvent) => {
      const steps = SIDE_BUTTONS[event.button]
      if (steps === undefined) return
      event.preventDefault()
      if (event.type === 'mouseup') travel(steps)
    }
    window.addEventListener('mousedown', onButton)
    window.addEventListener('mouseup', onButton)
    return () => {
      window.removeEventListener('mousedown', onButton)
      window.removeEventListener('mouseup', onButton)
    }
  }, [])
}
