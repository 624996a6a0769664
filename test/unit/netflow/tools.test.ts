import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nfdumpArgs } from '../../../src/main/netflow/run-nfdump'
import { nfpcapdArgs } from '../../../src/main/netflow/run-nfpcapd'
import {
  findNetflowTools,
  INSTALL_NETFLOW_TOOLS,
  isVersionAtLeast,
  netflowToolsRemark,
  searchNetflowTools,
} from '../../../src/main/netflow/tools'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-tools-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A program that tells a version as nfdump does. */
function program(name: string, says: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\necho "${name}: Version: ${says}"\n`)
  chmodSync(join(dir, name), 0o755)
}

test('finds the tools of this machine, once', async () => {
  const tools = await findNetflowTools()
  expect(tools).toMatchObject({
    nfpcapd: expect.stringMatching(/^\/.*\/nfpcapd$/),
    nfdump: expect.stringMatching(/^\/.*\/nfdump$/),
    version: expect.stringMatching(/^1\.[67]\.\d+$/),
  })
  expect(await findNetflowTools()).toBe(tools)
  expect(await netflowToolsRemark()).toBeNull()
})

test('says what to install when they are missing', async () => {
  const { tools, remark } = await searchNetflowTools([dir, join(dir, 'not-there')])
  expect(tools).toBeNull()
  expect(remark).toBe(`nfpcapd and nfdump are not installed. ${INSTALL_NETFLOW_TOOLS}`)
  expect(remark).toContain('sudo apt install nfdump')
  program('nfdump', 'NSEL-NEL1.7.1')
  expect((await searchNetflowTools([dir])).remark).toMatch(/^nfpcapd is not installed/)
})

test.each(['1.6.18', '1.6.25', 'NSEL-NEL1.7.1', '1.7.6-release', '1.7.8'])(
  'takes version %s',
  async (version) => {
    program('nfdump', version)
    program('nfpcapd', version)
    const { tools } = await searchNetflowTools([dir])
    expect(tools).toMatchObject({
      version: version.replace(/^\D*([\d.]+).*$/, '$1'),
      nfpcapd: join(dir, 'nfpcapd'),
      prlimit: null,
      ipcrm: null,
    })
  },
)

test.each([
  ['1.6.17', '1.6.17', 'knows versions 1.6.18 to 1.7'],
  ['1.8.0', '1.8.0', 'knows versions 1.6.18 to 1.7'],
  ['1.7.1', '1.7.6', "may not read each other's files"],
  ['1.7.1', 'none', 'does not tell its version'],
])('does not take nfdump %s with nfpcapd %s', async (nfdump, nfpcapd, words) => {
  program('nfdump', nfdump)
  program('nfpcapd', nfpcapd)
  const { tools, remark } = await searchNetflowTools([dir])
  expect(tools).toBeNull()
  expect(remark).toContain(words)
  expect(remark).toContain(INSTALL_NETFLOW_TOOLS)
})

test('passes over what is no program', async () => {
  writeFileSync(join(dir, 'nfdump'), 'text')
  program('nfpcapd', '1.7.1')
  expect((await searchNetflowTools([dir])).remark).toMatch(/^nfdump is not installed/)
})

test('compares versions by number', () => {
  expect(isVersionAtLeast('1.7.10', '1.7.5')).toBe(true)
  expect(isVersionAtLeast('1.7.1', '1.7.5')).toBe(false)
  expect(isVersionAtLeast('1.7.0', '1.7.0')).toBe(true)
  expect(isVersionAtLeast('1.6.25', '1.7.0')).toBe(false)
})

test('calls each version with options that it has', () => {
  const filter = 'not ip or ip[0] & 0xf >= 5'
  expect(nfpcapdArgs('/case/a.pcap', '1.7.1')).toEqual([
    ...['-r', '/case/a.pcap', '-w', '.', '-B', '4096', '-t', '2147483647', '-e', '60,15', filter],
  ])
  expect(nfpcapdArgs('/case/a.pcap', '1.6.22')).toEqual([
    ...['-r', '/case/a.pcap', '-l', '.', '-B', '4096', '-t', '2147483647', filter],
  ])
  expect(nfdumpArgs('nfcapd.197001010000', '1.7.1').slice(0, 4)).toEqual([
    '-C',
    'none',
    '-r',
    'nfcapd.197001010000',
  ])
  expect(nfdumpArgs('nfcapd.197001010000', '1.6.22').slice(0, 2)).toEqual(['-r', 'nfcapd.197001010000'])
})
