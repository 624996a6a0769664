import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import {
  type ElectronApplication,
  _electron as electron,
  expect,
  type Locator,
  type Page,
} from '@playwright/test'
import { CHECKOUT, giveToApp } from './folders'

export type Theme = 'light' | 'dark'

export const VIEWS = [
  'Evidence',
  'Overview',
  'Timeline',
  'Suspect',
  'Addresses',
  'Graph',
  'Flows',
  'Count',
  'NetFlow',
  'Report',
  'Notebook',
  'Lists',
  'Findings',
] as const
export type View = (typeof VIEWS)[number]

/** Flowcase as somebody before the screen has it. Only the system's file dialogs are answered for them. */
export class FlowcaseApp {
  /** What the page reported as an error; a test ends with none. */
  readonly complaints: string[] = []

  private constructor(
    readonly electron: ElectronApplication,
    readonly page: Page,
  ) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('pageerror', (error) => this.complaints.push(error.message))
  }

  /** Starts the app on a data folder, which keeps cases and settings from one start to the next. */
  static async start(data: string, ...words: readonly string[]): Promise<FlowcaseApp> {
    if (!existsSync(data)) mkdirSync(data, { recursive: true })
    giveToApp(data)
    const app = await electron.launch({
      executablePath: path.join(CHECKOUT, 'scripts/launch/flowcase.sh'),
      args: [`--user-data-dir=${data}`, ...words],
      // Else Playwright adds --no-sandbox, and what is tested would not be what ships.
      chromiumSandbox: true,
      env: { ...(process.env as Record<string, string>) },
      timeout: 60_000,
    })
    const page = await app.firstWindow()
    const started = new FlowcaseApp(app, page)
    await page.locator('h1, main').first().waitFor()
    return started
  }

  async close(): Promise<void> {
    await this.electron.close()
  }

  /** Sets the size of the window's content. */
  async resize(width: number, height: number): Promise<void> {
    await this.electron.evaluate(
      ({ BrowserWindow }, [w, h]) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(w as number, h as number)
      },
      [width, height],
    )
    await expect.poll(() => this.page.evaluate(() => window.innerWidth)).toBe(width)
  }

  /** Answers the next folder dialogs with a folder. */
  async chooseFolder(folder: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] })
    }, folder)
  }

  /** Answers the folder dialog with a folder, and asks for it by the button. */
  async openFolder(folder: string): Promise<void> {
    await this.chooseFolder(folder)
    await this.page.getByRole('button', { name: 'Open evidence folder…' }).click()
    await expect(this.page.getByRole('heading', { name: 'Evidence', level: 1 })).toBeVisible()
  }

  /** Waits until no evidence is being read. */
  async readingEnded(): Promise<void> {
    await expect(this.page.getByRole('region', { name: 'Reading the evidence' })).toHaveCount(0, {
      timeout: 120_000,
    })
    await expect(
      this.page.getByRole('grid', { name: 'Evidence files' }).getByRole('row').nth(1),
    ).toBeVisible()
  }

  async openCase(title: string): Promise<void> {
    await this.page.getByRole('link', { name: title, exact: true }).click()
    await expect(this.page.getByRole('heading', { name: 'Evidence', level: 1 })).toBeVisible()
  }

  async go(view: View): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Case' })
      .getByRole('link', { name: new RegExp(`^${view}`) })
      .click()
    await expect(this.page.getByRole('heading', { name: view, level: 1 })).toBeVisible()
  }

  /** Names an address in the Suspect view and waits for its investigation. */
  async investigate(address: string): Promise<void> {
    await this.go('Suspect')
    const input = this.page.getByRole('combobox', { name: 'Address' })
    await input.fill(address)
    await input.press('Enter')
    await expect(this.region('Services')).toBeVisible()
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name })
  }

  /** A figure by its label: "Records". */
  stat(label: string): Locator {
    return this.page
      .locator('.stat')
      .filter({ has: this.page.locator('dt').getByText(label, { exact: true }) })
  }

  async setTheme(theme: Theme): Promise<void> {
    const button = this.page.getByRole('button', { name: `Switch to the ${theme} theme` })
    if (await button.isVisible()) await button.click()
    await expect(this.page.locator('body')).toHaveClass(theme === 'dark' ? /bp5-dark/ : /^(?!.*bp5-dark)/)
  }

  /** Leaves the open dialog by the keyboard, once it has the focus. */
  async escapeDialog(): Promise<void> {
    // Not by :focus, which matches nothing in a window that a bare X server has given no focus.
    await expect
      .poll(() => this.page.evaluate(() => document.activeElement?.closest('.bp5-overlay') !== null))
      .toBe(true)
    await this.page.keyboard.press('Escape')
    await expect(this.page.getByRole('dialog')).toHaveCount(0)
  }

  /** Answers the save dialog with a file. */
  async saveTo(file: string): Promise<void> {
    await this.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, file)
  }
}
