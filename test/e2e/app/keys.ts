import { expect, type Locator } from '@playwright/test'
import type { FlowcaseApp } from './flowcase-app'

/** Somebody without a mouse before the screen: all that these do is press keys. */
export class Keys {
  constructor(readonly app: FlowcaseApp) {}

  /** Presses keys one after the other: "Control+4", "ArrowDown", "c". */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.app.page.keyboard.press(key)
  }

  async times(count: number, key: string): Promise<void> {
    for (let i = 0; i < count; i++) await this.press(key)
  }

  async type(text: string): Promise<void> {
    await this.app.page.keyboard.type(text)
  }

  /** Presses a key until the focus is on something, and at most so many times: more would be no way to work. */
  async until(key: string, wanted: Locator, most: number): Promise<void> {
    for (let i = 0; i < most && !(await this.isOn(wanted)); i++) await this.press(key)
    await this.expectOn(wanted)
  }

  /** Not by :focus, which matches nothing in a window that a bare X server has given no focus. */
  async expectOn(wanted: Locator): Promise<void> {
    await expect.poll(() => this.isOn(wanted), `the focus is on ${wanted}`).toBe(true)
  }

  private async isOn(wanted: Locator): Promise<boolean> {
    return wanted.evaluateAll((elements) => elements.some((element) => element === document.activeElement))
  }

  /** Waits until a dialog has the focus: faster than any hand, the next key would be of the page behind it. */
  async expectInDialog(): Promise<void> {
    await expect
      .poll(() => this.app.page.evaluate(() => document.activeElement?.closest('.bp5-overlay') !== null))
      .toBe(true)
  }
}
