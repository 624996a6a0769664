/// <reference lib="dom" />
import { rmSync } from 'node:fs'
import { LargeCaseRun } from './large-case-run.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

/**
 * The reference investigation in the window: the folder is opened, the suspect named while it is read, and the
 * comparison with the capture looked at.
 *
 * @param {import('../bench.mjs').App} app
 * @param {string} folder
 * @param {string} suspect
 * @returns {Promise<number>} seconds from the click that opens the folder until all figures of the flow logs stand
 *   on the page, and from the click on NetFlow until the comparison does
 */
export async function sampleInWindow({ launcher, env }, folder, suspect) {
  const profile = temporaryDirectory('profile')
  const run = await LargeCaseRun.start({ launcher, profile, env })
  const { page } = run
  try {
    await run.chooseFolder(folder)
    const opened = await watch(page, [
      suspect,
      '33,232',
      '2023-09-28 17:22:35 – 23:59:05 UTC',
      '265,183,813',
      '190,703,527',
      'The residue is empty.',
    ])
    await page.getByRole('button', { name: 'Open evidence folder…' }).click()
    await page.getByRole('link', { name: /^Suspect/ }).click()
    const address = page.getByRole('combobox', { name: 'Address' })
    await address.fill(suspect)
    await address.press('Enter')
    const figures = await opened()
    await page.getByRole('region', { name: 'Reading the evidence' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Mark as suspect' }).click()
    const compared = await watch(page, ['Both sources tell the same story'])
    await page.getByRole('link', { name: /^NetFlow/ }).click()
    return figures + (await compared())
  } finally {
    await run.close()
    rmSync(profile, { recursive: true })
  }
}

/**
 * Looks out for texts from the next click on: seconds until all of them stand on the page.
 *
 * @param {import('@playwright/test').Page} page
 * @param {readonly string[]} texts
 */
async function watch(page, texts) {
  await page.evaluate((texts) => {
    const state = { begin: 0, seconds: 0 }
    Object.assign(globalThis, { watched: state })
    const begin = (/** @type {Event} */ event) => {
      state.begin = event.timeStamp
    }
    document.addEventListener('click', begin, { capture: true, once: true })
    const observer = new MutationObserver(() => {
      const text = document.body.textContent ?? ''
      if (state.begin === 0 || !texts.every((part) => text.includes(part))) return
      state.seconds = (performance.now() - state.begin) / 1000
      observer.disconnect()
    })
    observer.observe(document.body, { childList: true, characterData: true, subtree: true })
  }, texts)
  return async () => {
    const seconds = await page.waitForFunction(
      () =>
        /** @type {{ watched: { seconds: number } }} */ (/** @type {unknown} */ (globalThis)).watched.seconds,
    )
    return /** @type {number} */ (await seconds.jsonValue())
  }
}
