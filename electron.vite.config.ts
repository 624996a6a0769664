import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { assemblyscript } from './scripts/build/assemblyscript'

// The lowest runtime that the app is tested on is Electron 25: Node 18 and Chrome 114.
const NODE = 'node18'
const CHROME = 'chrome114'

export default defineConfig({
  main: {
    plugins: [assemblyscript()],
    build: {
      target: NODE,
      outDir: 'out/main',
      rollupOptions: {
        input: {
          main: 'src/main/main.ts',
          'evidence-worker': 'src/main/evidence/evidence-worker.ts',
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name].cjs' },
        external: ['electron'],
      },
    },
  },
  preload: {
    build: {
      target: NODE,
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: 'src/preload/preload.ts' },
        // A sandboxed preload can require nothing but electron: it is one CommonJS file.
        output: { format: 'cjs', entryFileNames: '[name].cjs', inlineDynamicImports: true },
        external: ['electron'],
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    worker: { format: 'es' },
    // Large tables are read faster by JSON.parse than as code.
    json: { stringify: true },
    build: {
      target: CHROME,
      minify: 'esbuild',
      cssTarget: CHROME,
      outDir: 'out/renderer',
      rollupOptions: { input: 'src/renderer/index.html' },
      // A data: URL in a script or style would need a hole in the content security policy.
      assetsInlineLimit: 0,
    },
  },
})
