import { execFileSync } from 'node:child_process'
import { mkdirSync, openSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { build } from 'vite'
import { CHECKOUT } from '../setup/checkout.mjs'
import { writeLargeCapture } from './large-capture.mjs'
import { median, timed } from './measure.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

const PACKETS = 1_000_000
const RUNS = 3
const OPTIONS = ['-B', '4096', '-t', '2147483647', '-e', '60,15', 'not ip or ip[0] & 0xf >= 5']
const COLUMNS = 'fmt:%cnt|%ts|%te|%pr|%sa|%sp|%da|%dp|%it|%ic|%flg|%pkt|%byt'

/** Captures of a million packets to flows, against nfpcapd and nfdump called by hand. */
export async function captureBench() {
  const work = temporaryDirectory('capture')
  try {
    const { convertCapture, findNetflowTools, readCapture } = await bundled(work)
    const tools = await findNetflowTools()
    if (!tools) throw new Error('This measures nfpcapd and nfdump: apt install nfdump')
    const rows = []
    for (const flows of [20_000, PACKETS]) {
      const path = join(work, `${flows}.pcap`)
      writeLargeCapture(path, { packets: PACKETS, flows })
      const options = { path, evidenceId: 1, workDir: join(work, 'work'), onBlock: async () => {} }
      /** @type {number[][]} */
      const seconds = [[], [], [], []]
      let longest = Number.POSITIVE_INFINITY
      for (let run = 0; run < RUNS; run++) {
        // Alternating, so that what else the machine does meets all alike.
        seconds[0]?.push(await timed(() => byHand(work, path, [], ['-o', 'line'])))
        seconds[1]?.push(await timed(() => byHand(work, path, OPTIONS, ['-q', '-N', '-6', '-o', COLUMNS])))
        seconds[2]?.push(await timed(() => checked(convertCapture({ ...options, tools }), flows)))
        const delay = monitorEventLoopDelay({ resolution: 1 })
        delay.enable()
        seconds[3]?.push(await timed(() => checked(convertCapture({ ...options, tools: null }), flows)))
        delay.disable()
        longest = Math.min(longest, delay.max / 1e6)
      }
      const counting = await timed(() => readCapture({ path, signal: undefined }))
      const [hand = 0, tuned = 0, flowcase = 0, own = 0] = seconds.map(median)
      rows.push(
        `| ${flows.toLocaleString('en')} | ${hand.toFixed(2)} | ${tuned.toFixed(2)} | ${flowcase.toFixed(2)} | **${(flowcase / hand).toFixed(2)}** | ${(flowcase / tuned).toFixed(2)} | ${own.toFixed(2)} (counting only: ${counting.toFixed(2)}) | ${(hand / own).toFixed(1)} | ${longest.toFixed(0)} ms |`,
      )
      rmSync(path)
    }
    return `## Captures of ${PACKETS.toLocaleString('en')} packets to flows; medians of ${RUNS} runs, in seconds (Node ${process.version}, nfdump ${tools.version})

| flows | nfpcapd -r C -w D; nfdump -R D | the same with Flowcase's options | Flowcase | ÷ the first | ÷ the second | own reader alone | its speed to the first | its longest step |
|---|---|---|---|---|---|---|---|---|
${rows.join('\n')}`
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/**
 * The parts of the app that are measured, bundled as its own build does.
 *
 * @param {string} work
 */
async function bundled(work) {
  const outDir = join(work, 'bundle')
  const source = join(CHECKOUT, 'src/main')
  await build({
    configFile: false,
    logLevel: 'error',
    root: CHECKOUT,
    build: {
      ssr: true,
      target: 'node18',
      outDir,
      rollupOptions: {
        input: {
          convert: join(source, 'netflow/convert.ts'),
          'find-tools': join(source, 'netflow/find-tools.ts'),
          'read-capture': join(source, 'packets/read-capture.ts'),
        },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
        preserveEntrySignatures: 'strict',
      },
    },
    ssr: { noExternal: true },
  })
  const load = createRequire(join(outDir, 'convert.cjs'))
  return {
    .../** @type {typeof import('../../src/main/netflow/convert')} */ (load('./convert.cjs')),
    .../** @type {typeof import('../../src/main/netflow/find-tools')} */ (load('./find-tools.cjs')),
    .../** @type {typeof import('../../src/main/packets/read-capture')} */ (load('./read-capture.cjs')),
  }
}

/**
 * @param {string} work
 * @param {string} capture
 * @param {readonly string[]} nfpcapdOptions
 * @param {readonly string[]} nfdumpOptions
 */
function byHand(work, capture, nfpcapdOptions, nfdumpOptions) {
  const out = join(work, 'by-hand')
  mkdirSync(out)
  const env = { PATH: process.env.PATH ?? '', TZ: 'UTC' }
  execFileSync('nfpcapd', ['-r', capture, '-w', out, ...nfpcapdOptions], { env, stdio: 'ignore' })
  const text = openSync(join(work, 'by-hand.txt'), 'w')
  execFileSync('nfdump', ['-R', out, ...nfdumpOptions], { env, stdio: ['ignore', text, 'ignore'] })
  rmSync(out, { recursive: true })
}

/**
 * @param {Promise<import('../../src/main/netflow/conversion').Conversion>} conversion
 * @param {number} least flows
 */
async function checked(conversion, least) {
  const { summary, damage, remark } = await conversion
  if (summary?.packets !== PACKETS || summary.flows < least || damage) {
    throw new Error(`Not what the capture holds: ${JSON.stringify({ summary, damage, remark })}`)
  }
}
