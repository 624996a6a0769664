/**
 * Switches that Chromium, Node or Electron read from the command line themselves. Flowcase's own parser
 * passes over them; an option that is neither theirs nor ours is a mistake that the user should hear of.
 */
const NAMES: ReadonlySet<string> = new Set([
  'allow-file-access-from-files',
  'class',
  'crash-dumps-dir',
  'disable-dev-shm-usage',
  'disable-gpu',
  'disable-gpu-compositing',
  'disable-gpu-sandbox',
  'disable-setuid-sandbox',
  'disable-software-rasterizer',
  'display',
  'enable-logging',
  'force-color-profile',
  'force-dark-mode',
  'force-device-scale-factor',
  'high-dpi-support',
  'inspect',
  'inspect-brk',
  'inspect-port',
  'js-flags',
  'lang',
  'log-file',
  'log-level',
  'no-sandbox',
  'no-zygote',
  'original-process-start-time',
  'password-store',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'require',
  'trace-startup',
  'use-gl',
  'user-data-dir',
  'vmodule',
])

/** By the name without dashes. */
export function isRuntimeSwitch(name: string): boolean {
  return (
    NAMES.has(name) ||
    name.startsWith('ozone-') ||
    name.startsWith('enable-features') ||
    name.startsWith('disable-features')
  )
}
