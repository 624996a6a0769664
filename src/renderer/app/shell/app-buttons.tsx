import { Button } from '@blueprintjs/core'
import { Cog, Flash, Help, Moon } from '@blueprintjs/icons'
import { runCommand } from '../commands'
import { toggleTheme, useTheme } from '../theme'

/** What is at hand in the head of every view: theme, settings, shortcuts. */
export function AppButtons() {
  return (
    <>
      <ThemeButton />
      <Button
        minimal
        icon={<Cog />}
        aria-label="Settings"
        title="Settings (Ctrl+,)"
        onClick={() => runCommand('open-settings')}
      />
      <Button
        minimal
        icon={<Help />}
        aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts (?)"
        onClick={() => runCommand('show-shortcuts')}
      />
    </>
  )
}

export function ThemeButton() {
  const theme = useTheme()
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <Button
      minimal
      icon={theme === 'dark' ? <Flash /> : <Moon />}
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme (Ctrl+Shift+L)`}
      onClick={toggleTheme}
    />
  )
}
