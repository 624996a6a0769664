import { createHash } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { refuseEvidence } from '../../../src/main/export/refuse-evidence'
import { isInside, realTarget } from '../../../src/main/folders/containment'
import { FolderRegistry } from '../../../src/main/folders/folder-registry'
import { checkReportTarget } from '../../../src/main/headless/report-target'
import { UsageError } from '../../../src/main/headless/report-words'

let dir: string
beforeEach(() => {
  dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'flowcase-folders-')))
  mkdirSync(path.join(dir, 'case/20230928'), { recursive: true })
  mkdirSync(path.join(dir, 'case-evil'))
  mkdirSync(path.join(dir, 'out'))
  writeFileSync(path.join(dir, 'case/a.log.gz'), 'x')
  symlinkSync(path.join(dir, 'case'), path.join(dir, 'link'))
  symlinkSync(path.join(dir, 'out'), path.join(dir, 'case/way-out'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))
const at = (name: string) => path.join(dir, name)

describe('containment', () => {
  test.each([
    ['/case', '/case', true],
    ['/case', '/case/a', true],
    ['/case', '/case/..a', true],
    ['/case', '/case-evil', false],
    ['/case', '/', false],
    ['/case', '/cas', false],
    ['/', '/case', true],
  ])('in %s: %s is %s', (folder, target, inside) => {
    expect(isInside(folder, target)).toBe(inside)
  })

  test('links are resolved as far as the path exists', async () => {
    expect(await realTarget(at('link/new/deep.pdf'))).toBe(at('case/new/deep.pdf'))
    expect(await realTarget(at('case/way-out/new.pdf'))).toBe(at('out/new.pdf'))
    expect(await realTarget(at('case/../out'))).toBe(at('out'))
  })
})

describe('folder registry', () => {
  test('the same folder has the same id however it is reached, and after a restart', async () => {
    const file = at('data/folders.json')
    const folder = await FolderRegistry.open(file).register(at('link'))
    const id = createHash('sha256').update(at('case')).digest('hex').slice(0, 16)
    expect(folder).toEqual({ folderId: id, path: at('case'), name: 'case' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      version: 1,
      folders: [{ id, path: at('case') }],
    })
    const again = FolderRegistry.open(file)
    expect(again.pathOf(id)).toBe(at('case'))
    expect(await again.register(at('case/20230928/..'))).toEqual(folder)
    expect(await again.check(id)).toBe(true)
  })

  test('what is no folder is told what it is', async () => {
    const registry = FolderRegistry.open(null)
    const refused = async (folder: string) =>
      registry.register(folder).then(
        () => 'taken',
        (error: Error) => error.message,
      )
    expect(await refused(at('none'))).toBe(`Can't open the folder ${at('none')}: no such file or folder`)
    expect(await refused(at('case/a.log.gz'))).toBe(
      `Can't open ${at('case/a.log.gz')}: it is a file; open the folder that the evidence lies in`,
    )
    expect(await refused('case')).toBe("Can't open case: its path is not absolute")
    expect(await refused(`${at('case')}\0`)).toBe("Can't open the folder: its name holds a NUL character")
  })

  test('a folder that is gone, or was never opened, is told apart from one that is there', async () => {
    const registry = FolderRegistry.open(null)
    const { folderId } = await registry.register(at('case'))
    rmSync(at('case'), { recursive: true })
    expect(await registry.check(folderId)).toBe(false)
    expect(await registry.check('0000000000000000')).toBe(false)
    expect(() => registry.pathOf('0000000000000000')).toThrow(
      'not known on this computer; say in Evidence where it is',
    )
  })

  test('a damaged list is set aside', () => {
    const file = at('folders.json')
    writeFileSync(file, '{"version":1,"folders":[{"id":"../..","path":"/"}]}')
    expect(FolderRegistry.open(file).holding('/x')).toBeNull()
    expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('../..')
  })
})

describe('evidence is never written', () => {
  test('a report is not saved in the folder of a case, by no way', async () => {
    const registry = FolderRegistry.open(null)
    await registry.register(at('case'))
    for (const target of ['case/f.pdf', 'case/20230928/f.pdf', 'link/f.pdf', 'out/../case/f.pdf']) {
      await expect(refuseEvidence(at(target), registry), target).rejects.toThrow(
        `lies in the evidence folder ${at('case')}, which is never written to; save it elsewhere`,
      )
    }
    expect(await refuseEvidence(at('case-evil/f.pdf'), registry)).toBe(at('case-evil/f.pdf'))
    expect(await refuseEvidence(at('case/way-out/f.pdf'), registry)).toBe(at('out/f.pdf'))
  })

  test('DIR of a headless report is not inside FOLDER', async () => {
    for (const out of ['case', 'case/report', 'link/new/report', 'case/20230928']) {
      const refused = checkReportTarget(at(out), at('case'), null)
      await expect(refused, out).rejects.toThrow(UsageError)
    }
    expect(await checkReportTarget(at('new/report'), at('case'), null)).toEqual({
      writeTo: at('new/report'),
      shownAs: at('new/report'),
    })
    // FOLDER inside DIR is fine: no file of the report has a name that lies in FOLDER.
    expect(await checkReportTarget(dir, at('case'), null)).toMatchObject({ writeTo: dir })
  })

  test('the stage of a launcher is written to, DIR is what people read', async () => {
    expect(await checkReportTarget('/root/report', at('case'), at('out'))).toEqual({
      writeTo: at('out'),
      shownAs: '/root/report',
    })
    await expect(checkReportTarget(at('case/report'), at('case'), at('out'))).rejects.toThrow(UsageError)
  })

  test('DIR that can not be written to is told before the work starts', async () => {
    writeFileSync(at('file'), '')
    await expect(checkReportTarget(at('file'), at('case'), null)).rejects.toThrow(
      `Can't write to ${at('file')}: ${at('file')} is a file`,
    )
    await expect(checkReportTarget(at('file/report'), at('case'), null)).rejects.toThrow(
      `Can't write to ${at('file/report')}: a part of the path is not a folder`,
    )
  })
})
