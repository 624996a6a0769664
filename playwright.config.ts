import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  // Each test starts an Electron of its own, and the figures it waits for come from all cores.
  workers: 1,
  // A test that passes the second time has shown that something is not reliable.
  retries: 0,
  forbidOnly: true,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ['json', { outputFile: '.cache/test-reports/end-to-end.json' }]],
})
