/**
 * What a suite came to. A test that was skipped counts as failed: it proves nothing.
 *
 * @typedef {{ passed: number, failed: number }} Counts
 */

/** @type {Counts} a suite that did not run as it should */
export const BROKEN = { passed: 0, failed: 1 }

/**
 * @typedef {object} VitestReport the part of vitest's JSON report that counts
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {readonly { status: string, assertionResults: readonly { status: string }[] }[]} testResults by file
 */

/**
 * @param {VitestReport} report
 * @returns {Counts}
 */
export function countVitest(report) {
  // A file that does not load has no tests that could fail; neither has one whose hook fails.
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  ).length
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numPendingTests + report.numTodoTests + brokenFiles,
  }
}

/**
 * @typedef {object} PlaywrightReport the part of Playwright's JSON report that counts
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {readonly unknown[]} errors outside of any test
 */

/**
 * @param {PlaywrightReport} report
 * @returns {Counts}
 */
export function countPlaywright({ stats, errors }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped + errors.length }
}

/**
 * The counts of a suite, given how its runner ended. A runner that failed without a failed test, or that
 * ran no test at all, is one failure.
 *
 * @param {Counts | null} counts null when the runner left no report that can be read
 * @param {number} exitCode of the runner
 * @returns {Counts}
 */
export function judge(counts, exitCode) {
  if (counts === null) return BROKEN
  const { passed, failed } = counts
  if (failed > 0) return counts
  return exitCode === 0 && passed > 0 ? counts : { passed, failed: 1 }
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return {
    passed: all.reduce((total, { passed }) => total + passed, 0),
    failed: all.reduce((total, { failed }) => total + failed, 0),
  }
}

/** @param {Counts} counts */
export function lastLine({ passed, failed }) {
  return `${passed} passed, ${failed} failed`
}
