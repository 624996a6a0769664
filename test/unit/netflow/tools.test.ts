import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  findNetflowTools,
  lookForNetflowTools,
  netflowToolsRemark,
  preferToolDirectories,
} from '../../../src/main/netflow/find-tools'
import { nfdumpArgs } from '../../../src/main/netflow/run-nfdump'
import { nfpcapdArgs } from '../../../src/main/netflow/run-nfpcapd'
import { ToolFolders } from '../../../src/main/netflow/tool-folders'
import { searchNetflowTools } from '../../../src/main/netflow/tool-search'
import { INSTALL_NETFLOW_TOOLS, isVersionAtLeast } from '../../../src/main/netflow/tools'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'flowcase-tools-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A program that tells a version as nfdump does. */
function program(name: string, says: string, folder = dir): void {
  script(join(folder, name), `echo "${name}: Version: ${says}"`)
}

function script(path: string, commands: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `#!/bin/sh\n${commands}\n`)
  chmodSync(path, 0o755)
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

test('takes the first pair that fits, and says why the others are not used', async () => {
  const [old, halves, sound] = ['old', 'halves', 'sound'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ]
  for (const name of ['nfdump', 'nfpcapd']) program(name, '1.6.17', old)
  program('nfdump', '1.7.3', halves)
  for (const name of ['nfdump', 'nfpcapd']) program(name, '1.7.1', sound)
  const { tools, programs } = await searchNetflowTools([old, halves, sound, sound])
  expect(tools).toMatchObject({
    version: '1.7.1',
    nfdump: join(sound, 'nfdump'),
    nfpcapd: join(sound, 'nfpcapd'),
  })
  expect(
    programs.map(({ path, version, used, fault }) => [path.slice(dir.length), version, used, fault]),
  ).toEqual([
    ['/old/nfpcapd', '1.6.17', false, 'Flowcase knows versions 1.6.18 to 1.7.'],
    ['/sound/nfpcapd', '1.7.1', true, null],
    ['/old/nfdump', '1.6.17', false, 'Flowcase knows versions 1.6.18 to 1.7.'],
    ['/halves/nfdump', '1.7.3', false, 'There is no nfpcapd of the same version.'],
    ['/sound/nfdump', '1.7.1', true, null],
  ])
})

test('a program that never answers is given up, and no shell reads its name', async () => {
  const odd = join(dir, "a b; touch 'made' $(touch made)")
  script(join(odd, 'nfdump'), 'exec sleep 600')
  program('nfpcapd', '1.7.1', odd)
  const since = Date.now()
  const { reason } = await searchNetflowTools([odd])
  expect(reason).toBe(`${join(odd, 'nfdump')} does not tell its version, so it is not used.`)
  expect(Date.now() - since).toBeLessThan(20_000)
  expect(readdirSync(dir)).toHaveLength(1)
}, 30_000)

test('a portable copy comes before what is installed, and is kept', async () => {
  const data = join(dir, 'data')
  const open = () => ToolFolders.open({ data, evidenceHolding: () => null })
  const folders = open()
  expect(folders).toMatchObject({
    own: join(data, 'tools'),
    chosen: null,
    directories: [join(data, 'tools')],
  })
  for (const name of ['nfdump', 'nfpcapd']) program(name, '1.7.4', folders.own)
  try {
    preferToolDirectories(folders.directories)
    expect(await findNetflowTools()).toMatchObject({ version: '1.7.4', nfdump: join(folders.own, 'nfdump') })
    const usb = join(dir, 'usb')
    for (const name of ['nfdump', 'nfpcapd']) program(name, '1.6.25', usb)
    await folders.choose(usb)
    expect(open()).toMatchObject({ chosen: usb, directories: [usb, folders.own] })
    preferToolDirectories(open().directories)
    expect(await findNetflowTools()).toMatchObject({ version: '1.6.25' })
    rmSync(usb, { recursive: true })
    expect((await lookForNetflowTools()).tools?.version).toBe('1.7.4')
    folders.forget()
    expect(open().chosen).toBeNull()
  } finally {
    preferToolDirectories([])
  }
})

test('nothing that lies in evidence is started', async () => {
  const evidence = join(dir, 'evidence')
  for (const name of ['nfdump', 'nfpcapd'])
    script(join(evidence, 'bin', name), `touch '${join(dir, 'started')}'`)
  const holding = { is: null as string | null }
  const folders = ToolFolders.open({ data: join(dir, 'data'), evidenceHolding: () => holding.is })
  await folders.choose(join(evidence, 'bin'))
  // The folder is opened as evidence later on.
  holding.is = evidence
  expect(folders.directories).toEqual([])
  await expect(folders.choose(join(evidence, 'bin'))).rejects.toThrow(
    `it lies in the evidence folder ${evidence}, and nothing that lies in evidence is started`,
  )
  await expect(folders.choose(join(dir, 'gone'))).rejects.toThrow("Can't use the folder")
  expect(readdirSync(dir)).not.toContain('started')
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
