import { execFileSync } from 'node:child_process'
import { expect, type Locator, type Page } from '@playwright/test'
import { writeLabelledCase } from '../../../scripts/labelled-case/index.mjs'
import { FlowcaseApp } from './flowcase-app'
import { sampleCase, Workspace } from './folders'
import { Keys } from './keys'

/** Two cases that have nothing in common but the order of their fields. */
export interface KeyboardCase {
  readonly name: string
  write(workspace: Workspace): Promise<string>
  /** An address that made connections or had them made to it, and the port that these went to. */
  readonly address: string
  readonly port: number
  /** A finding of high severity: its title, and the bytes that it tells of. */
  readonly finding: string
}

export const KEYBOARD_CASES: readonly KeyboardCase[] = [
  {
    name: 'the sample case',
    write: async (workspace) => workspace.copyOf(sampleCase(), 'evidence'),
    address: '20.106.124.93',
    port: 8889,
    finding: '10.130.8.94 sent much to 20.106.124.93:8889/TCP',
  },
  {
    name: 'the labelled case',
    write: async (workspace) => {
      await writeLabelledCase(workspace.path('evidence'))
      return workspace.path('evidence')
    },
    address: '203.0.113.66',
    port: 22,
    finding: '10.20.2.31 sent much to 203.0.113.90:4444/TCP',
  },
]

/** A case that was opened by keys, and what awk says of it. */
export class OpenedByKeys {
  private constructor(
    readonly app: FlowcaseApp,
    readonly keys: Keys,
    readonly workspace: Workspace,
    readonly folder: string,
  ) {}

  static async start(one: KeyboardCase): Promise<OpenedByKeys> {
    const workspace = new Workspace()
    const folder = await one.write(workspace)
    const app = await FlowcaseApp.start(workspace.path('data'))
    const opened = new OpenedByKeys(app, new Keys(app), workspace, folder)
    await app.resize(1280, 720)
    await app.chooseFolder(folder)
    await opened.keys.press('Control+o')
    await expect(opened.heading('Evidence')).toBeVisible()
    await app.readingEnded()
    return opened
  }

  async close(): Promise<void> {
    expect(this.app.complaints).toEqual([])
    await this.app.close()
    this.workspace.remove()
  }

  get page(): Page {
    return this.app.page
  }

  shell(command: string): string {
    return execFileSync('sh', ['-c', command], { cwd: this.folder, encoding: 'utf8' }).trim()
  }

  /**
   * What awk sums up of the records of a condition, as the app writes it: "1,234". Fields: 7 srcaddr, 8 dstaddr,
   * 9 srcport, 10 dstport, 11 protocol, 12 bytes, 15 start, 17 action, 18 log-status.
   */
  sum(what: string, condition: string): string {
    const program = `$1 != "version" && $18 == "OK" && ${condition} { n += ${what} } END { printf "%d", n }`
    return Number(this.shell(`zcat *.gz | awk '${program}'`)).toLocaleString('en-US')
  }

  records(condition: string): string {
    return this.sum('1', condition)
  }

  heading(title: string): Locator {
    return this.page.getByRole('heading', { name: title, level: 1 })
  }

  get filter(): Locator {
    return this.page.getByRole('combobox', { name: 'Filter' })
  }

  get menu(): Locator {
    return this.page.getByRole('menu')
  }

  /** How many records of all the table of flows says to have. */
  async expectListed(condition: string): Promise<void> {
    await expect(
      this.page.getByText(`${this.records(condition)} of ${this.records('1')} records`),
    ).toBeVisible()
  }

  /** Goes to Flows and asks for a filter there. */
  async ask(text: string): Promise<void> {
    await this.keys.press('Control+4')
    await expect(this.heading('Flows')).toBeVisible()
    await this.keys.press('Control+f', 'Control+a')
    await this.keys.type(text)
    await this.keys.press('Enter')
    await expect(this.filter).toHaveValue(text)
  }

  /** From the filter bar to the first row of the table below it. */
  async toFirstRow(table: Locator): Promise<void> {
    await this.keys.press('Control+f', 'F6')
    await this.keys.expectOn(table)
    await expect(table.getByRole('row').nth(1)).not.toContainText('…')
    await this.keys.press('Home')
    await expect(table.getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true')
  }

  /** Walks the open menu to an entry, and to one under it, and takes it. */
  async take(...entries: readonly string[]): Promise<void> {
    for (const text of entries) {
      await expect(this.menu).toBeVisible()
      await this.keys.until('ArrowDown', this.menu.getByRole('menuitem', { name: text }).first(), 24)
      await this.keys.press('Enter')
    }
  }
}
