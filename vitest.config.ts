import { defineConfig } from 'vitest/config'
import { assemblyscript } from './scripts/build/assemblyscript'

export default defineConfig({
  plugins: [assemblyscript()],
  test: {
    include: ['test/unit/**/*.test.ts', 'test/unit/**/*.test.tsx'],
    // Two cores: more workers only make the machine swap between them.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
