import { basename, dirname } from 'node:path'
import asc from 'assemblyscript/asc'
import type { Plugin } from 'vite'

const SUFFIX = '?wasm'

/**
 * What is imported as `NAME.as.ts?wasm` is compiled from AssemblyScript, and is a module that exports `wasm`,
 * the compiled code in base64.
 */
export function assemblyscript(): Plugin {
  return {
    name: 'assemblyscript',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith(`.as.ts${SUFFIX}`)) return null
      const source = id.slice(0, -SUFFIX.length)
      this.addWatchFile(source)
      return `export const wasm = '${Buffer.from(await compile(source)).toString('base64')}'`
    },
  }
}

/** @returns a module that imports its memory from `env` */
async function compile(source: string): Promise<Uint8Array> {
  let wasm: Uint8Array | null = null
  const options = [
    '-O3',
    '--enable',
    'simd',
    '--runtime',
    'stub',
    '--importMemory',
    '--noAssert',
    '--outFile',
    'kernel.wasm',
  ]
  const { error, stderr } = await asc.main([basename(source), '--baseDir', dirname(source), ...options], {
    writeFile(_name, contents) {
      if (typeof contents !== 'string') wasm = contents
    },
  })
  if (error || !wasm) throw new Error(`${source} does not compile:\n${stderr}`)
  return wasm
}
