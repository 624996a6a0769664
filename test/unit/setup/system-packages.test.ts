import { expect, it } from 'vitest'
import { askForRoot, findMissing, requirements, withoutApt } from '../../../scripts/setup/system-packages.mjs'

it('asks for a display server, PDF tools and tshark only where they are needed', () => {
  const names = (purpose: { display: boolean; tests: boolean }) =>
    requirements(purpose).map(({ name }) => name)

  expect(names({ display: false, tests: false })).not.toContain('Xvfb')
  expect(names({ display: true, tests: false })).toContain('Xvfb')
  expect(names({ display: false, tests: false })).not.toContain('pdftotext')
  expect(names({ display: true, tests: false })).not.toContain('tshark')
  expect(names({ display: true, tests: true })).toEqual(
    expect.arrayContaining(['pdftotext', 'tshark', 'capinfos']),
  )
})

it('finds everything on a machine where these tests run, and notices what does not exist', async () => {
  expect(await findMissing(requirements({ display: true, tests: true }))).toEqual([])

  const absent: Requirement[] = [
    { kind: 'program', name: 'no-such-program', packages: ['one'] },
    { kind: 'library', name: 'libnosuch.so.0', packages: ['two'] },
  ]
  expect(await findMissing([...absent, { kind: 'program', name: 'sh', packages: ['dash'] }])).toEqual(absent)
})

it('gives the exact command to whoever is not root', () => {
  expect(askForRoot(['nfdump', 'xvfb'])).toContain(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends nfdump xvfb\n',
  )
})

it('names what is missing where there is no apt', () => {
  const missing: Requirement[] = [{ kind: 'program', name: 'nfpcapd', packages: ['nfdump'] }]
  expect(withoutApt(missing)).toMatch(/does not have: nfpcapd\.\n.*Debian has them in nfdump\./)
})
