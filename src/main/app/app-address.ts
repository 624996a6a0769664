/** The app's own pages live at app://flowcase/, the only address that anything may be loaded from. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'flowcase'
export const APP_PAGE = 'app://flowcase/index.html'

/** Whether a URL is one of the app's own. Parsed, since a prefix also fits app://flowcase.evil/. */
export function isAppUrl(text: string): boolean {
  const url = parseUrl(text)
  return (
    url !== null &&
    url.protocol === `${APP_SCHEME}:` &&
    url.host === APP_HOST &&
    url.username === '' &&
    url.password === ''
  )
}

export function parseUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
