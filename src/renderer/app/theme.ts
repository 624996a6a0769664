import { useLayoutEffect, useSyncExternalStore } from 'react'
import { type Theme, usePreferences } from './preferences'

const system = window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  system.addEventListener('change', listener)
  return () => system.removeEventListener('change', listener)
}

/** The theme in use: the examiner's choice, else the system's. */
export function useTheme(): Theme {
  const chosen = usePreferences((state) => state.theme)
  const dark = useSyncExternalStore(subscribe, () => system.matches)
  return chosen ?? (dark ? 'dark' : 'light')
}

/** Dresses the document in the theme. The class sits on <body>, so that popovers and dialogs have it too. */
export function useThemeClass(): Theme {
  const theme = useTheme()
  // Before the effects of those who read the colours of the theme.
  useLayoutEffect(() => {
    document.body.classList.toggle('bp5-dark', theme === 'dark')
    document.documentElement.style.colorScheme = theme
  }, [theme])
  return theme
}

export function toggleTheme(): void {
  const { theme, setTheme } = usePreferences.getState()
  setTheme((theme ?? (system.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark')
}
