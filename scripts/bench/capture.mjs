// `node scripts/bench/capture.mjs`: what Flowcase takes to turn captures of 1,000,000 packets into flows
// against nfpcapd and nfdump called by hand, measured in one run. Ratios are what to trust.

import { execFileSync } from 'node:child_process'
import { mkdirSync, openSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus, loadavg, release } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { build } from 'vite'
import { CHECKOUT } from '../setup/checkout.mjs'
import { writeLargeCapture } from './large-capture.mjs'
import { temporaryDirectory } from './temporary-directory.mjs'

const PACKETS = 1_000_000
const RUNS = 3
const OPTIONS = ['-B', '4096', '-t', '2147483647', '-e', '60,15', 'not ip or ip[0] & 0xf >= 5']
const COLUMNS = 'fmt:%cnt|%ts|%te|%pr|%sa|%sp|%da|%dp|%it|%ic|%flg|%pkt|%byt'

const work = temporaryDirectory('capture')
try {
  const { convertCapture, findNetflowTools, readCapture } = await bundled()
  const tools = await findNetflowTools()
  if (!tools) throw new Error('This measures nfpcapd and nfdump: apt install nfdump')
  console.log(`
Captures of ${PACKETS.toLocaleString('en')} packets to flows, ${RUNS} runs each, medians of seconds
${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, Linux ${release()}, Node ${process.version}, nfdump ${tools.version}, load ${loadavg()[0]?.toFixed(1)}

| flows | nfpcapd -r C -w D; nfdump -R D | the same with Flowcase's options | Flowcase | ratio to the first | to the second | own reader alone | its speed to the first | its longest step |
|---|---|---|---|---|---|---|---|---|`)
  for (const flows of [20_000, PACKETS]) {
    const path = join(work, `${flows}.pcap`)
    writeLargeCapture(path, { packets: PACKETS, flows })
    const options = { path, evidenceId: 1, workDir: join(work, 'work'), onBlock: async () => {} }
    /** @type {number[][]} */
    const seconds = [[], [], [], []]
    let longest = Number.POSITIVE_INFINITY
    for (let run = 0; run < RUNS; run++) {
      // Alternating, so that what else the machine does meets all alike.
      seconds[0]?.push(await timed(() => byHand(path, [], ['-o', 'line'])))
      seconds[1]?.push(await timed(() => byHand(path, OPTIONS, ['-q', '-N', '-6', '-o', COLUMNS])))
      seconds[2]?.push(await timed(() => checked(convertCapture({ ...options, tools }), flows)))
      const delay = monitorEventLoopDelay({ resolution: 1 })
      delay.enable()
      seconds[3]?.push(await timed(() => checked(convertCapture({ ...options, tools: null }), flows)))
      delay.disable()
      longest = Math.min(longest, delay.max / 1e6)
    }
    const counting = await timed(() => readCapture({ path, signal: undefined }))
    const [hand = 0, tuned = 0, flowcase = 0, own = 0] = seconds.map(median)
    console.log(
      `| ${flows.toLocaleString('en')} | ${hand.toFixed(2)} | ${tuned.toFixed(2)} | ${flowcase.toFixed(2)} | **${(flowcase / hand).toFixed(2)}** | ${(flowcase / tuned).toFixed(2)} | ${own.toFixed(2)} (counting only: ${counting.toFixed(2)}) | ${(hand / own).toFixed(1)} | ${longest.toFixed(0)} ms |`,
    )
    rmSync(path)
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}

/** The parts of the app that are measured, bundled as its own build does. */
async function bundled() {
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
          tools: join(source, 'netflow/tools.ts'),
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
    .../** @type {typeof import('../../src/main/netflow/tools')} */ (load('./tools.cjs')),
    .../** @type {typeof import('../../src/main/packets/read-capture')} */ (load('./read-capture.cjs')),
  }
}

/**
 * @param {string} capture
 * @param {readonly string[]} nfpcapdOptions
 * @param {readonly string[]} nfdumpOptions
 */
function byHand(capture, nfpcapdOptions, nfdumpOptions) {
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

/** @param {() => unknown} work */
async function timed(work) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}

/** @param {readonly number[]} values */
function median(values) {
  return /** @type {number} */ ([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)])
}
