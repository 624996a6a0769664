// biome-ignore-all lint/suspicious/noTemplateCurlyInString: formats of AWS are written so
import { describe, expect, it } from 'vitest'
import { DEFAULT_V2_FIELDS } from '../../../src/shared/flow/fields'
import { parseLogFormat } from '../../../src/shared/flow/log-format'
import { STANDARD_FORMATS } from '../../../src/shared/flow/standard-formats'
import { importRequestSchema } from '../../../src/shared/ipc/channels'

describe('a format as people have it at hand', () => {
  const fields = ['version', 'account-id', 'pkt-srcaddr']

  it.each([
    ['as AWS writes it', '${version} ${account-id} ${pkt-srcaddr}'],
    ['escaped for Terraform', '"$${version} $${account-id} $${pkt-srcaddr}"'],
    ['of a command line', "--log-format '${version} ${account-id} ${pkt-srcaddr}'"],
    ['without blanks between', '${version}${account-id}${pkt-srcaddr}'],
    ['as a header line', 'version account-id pkt-srcaddr\n'],
    ['as a list', 'version, account-id,\n  pkt-srcaddr'],
    ['in a JSON array of strings', '"version","account-id","pkt-srcaddr"'],
  ])('is read %s', (_what, text) => {
    expect(parseLogFormat(text)).toEqual({ ok: true, fields, unknown: [] })
  })

  it('may have names that are not known, which are told', () => {
    expect(parseLogFormat('version srcadr bytes')).toEqual({
      ok: true,
      fields: ['version', 'srcadr', 'bytes'],
      unknown: ['srcadr'],
    })
  })

  it.each([
    ['', /Type the names/],
    ['  "" ', /Type the names/],
    ['version Version', /“Version” is no field name/],
    ['${version} ${account_id}', /“\$\{account_id\}” is no field name/],
    ['${version ${bytes}', /is no field name/],
    ['srcaddr dstaddr srcaddr', /srcaddr stands there twice/],
    [Array.from({ length: 201 }, (_, i) => `f${i}`).join(' '), /at most 200/],
  ])('is refused with the reason: %s', (text, reason) => {
    expect(parseLogFormat(text)).toMatchObject({ ok: false, message: expect.stringMatching(reason) })
  })

  it.each([
    ['version Version bytes', 'Version'],
    ['--log-format version "srcaddr" bytes  srcaddr', 'srcaddr', 38],
    ['${version}${account_id}${bytes}', '${account_id}', 10],
    ['', null],
  ])('is refused where the mistake stands: %s', (text, word, from = text.indexOf(word ?? '')) => {
    const at = word === null ? null : [from, from + word.length]
    expect(parseLogFormat(text)).toMatchObject({ ok: false, at })
  })

  it('passes to the import as a list of names, each once', () => {
    const request = { folderId: '0123456789abcdef', known: [], nextEvidenceId: 0 }
    const parse = (names: readonly string[]) =>
      importRequestSchema.safeParse({ ...request, formats: [{ path: 'a b.log', fields: names }] }).success
    expect(parse(fields)).toBe(true)
    expect(importRequestSchema.safeParse(request).success).toBe(true)
    expect(parse([])).toBe(false)
    expect(parse(['srcaddr', 'srcaddr'])).toBe(false)
    expect(parse(['src addr'])).toBe(false)
  })
})

describe('the orders that AWS lists', () => {
  it('have the numbers of fields that are published, all different', () => {
    expect(STANDARD_FORMATS.map(({ name, fields }) => `${name}: ${fields.length}`)).toEqual([
      'version 2: 14',
      'version 3: 21',
      'version 4: 25',
      'version 5: 29',
      'version 7: 39',
      'version 8: 40',
      'version 9: 41',
      'version 10: 42',
      'version 11: 54',
      'transit gateway, version 6: 36',
    ])
    expect(STANDARD_FORMATS[0]?.fields).toEqual(DEFAULT_V2_FIELDS)
    for (const { fields } of STANDARD_FORMATS) expect(new Set(fields).size).toBe(fields.length)
  })
})
