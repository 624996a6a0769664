import type { Session } from 'electron'

/** Chromium's permissions that the app uses. Electron grants every permission when nobody says no. */
const ALLOWED: ReadonlySet<string> = new Set([
  // Copying a figure or a command to the clipboard.
  'clipboard-sanitized-write',
])

export function isAllowedPermission(permission: string): boolean {
  return ALLOWED.has(permission)
}

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, grant) =>
    grant(isAllowedPermission(permission)),
  )
  session.setPermissionCheckHandler((_contents, permission) => isAllowedPermission(permission))
  session.setDevicePermissionHandler(() => false)
  // Without a handler Electron refuses screen capture; with one, every way out of it must be right.
  session.setDisplayMediaRequestHandler(null)
}
