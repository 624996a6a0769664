import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { JsonMessages } from '../../../src/main/evidence/containers/json-messages'
import { ANY } from '../../../src/shared/filter/ast'
import { fc } from '../property'
import { folderOf, randomRecords, shell } from './flow-log-text'
import { readCase } from './read-case'

const SAMPLE = join(import.meta.dirname, '../../fixtures/vpc/otel/valid_vpc_flow_cw_custom.json')
const RECORD = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 10 20 1700000000 1700000001 ACCEPT OK'
const NO_DATA = '2 1 eni-1 - - - - - - - 1700000000 1700000001 - NODATA'

/** Messages, and what is no JSON, in the order in which they come. */
function read(text: string, pieces = text.length): { heard: string[]; controls: number } {
  const heard: string[] = []
  const decoder = new TextDecoder()
  const messages = new JsonMessages({
    message: (bytes) => heard.push(decoder.decode(bytes)),
    malformed: (reason, bytes) => heard.push(`! ${reason}: ${decoder.decode(bytes)}`),
  })
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += pieces) messages.push(bytes.subarray(at, at + pieces))
  messages.end()
  return { heard, controls: messages.controlMessages }
}

const events = (...messages: string[]) =>
  messages.map((message, i) => ({ id: `${i}`, timestamp: 17e11, message }))
const subscription = (...messages: string[]) =>
  JSON.stringify({ messageType: 'DATA_MESSAGE', owner: '1', logEvents: events(...messages) })
const CONTROL = JSON.stringify({
  messageType: 'CONTROL_MESSAGE',
  logEvents: events('CWL CONTROL MESSAGE: Checking health of destination Firehose.'),
})

describe('messages in JSON', () => {
  it.each([
    ['of Firehose, a line each', '{"message":"a"}\n{"message":"b"}\n', ['a', 'b']],
    ['of Firehose, run together', '{"message":"a"}{"message":"b"}', ['a', 'b']],
    ['of a subscription', `${subscription('a', 'b')}${CONTROL}${subscription('c')}`, ['a', 'b', 'c']],
    [
      'of get-log-events',
      JSON.stringify(
        { events: events('a', 'b'), nextForwardToken: 'f/1', nextBackwardToken: 'b/1' },
        null,
        4,
      ),
      ['a', 'b'],
    ],
    [
      'of filter-log-events',
      JSON.stringify(
        { events: events('a'), searchedLogStreams: [{ logStreamName: 'eni-1', message: 'x' }] },
        null,
        2,
      ),
      ['a'],
    ],
    ['in an array', JSON.stringify(events('a', 'b')), ['a', 'b']],
    ['of Logs Insights', '[{"@timestamp":"2023-09-28","@message":"a"}]', ['a']],
    ['with escapes', '{"message":"a \\"\\u00e9\\\\ \\/ \\ud83d\\ude00 é"}', ['a "é\\ / 😀 é']],
    [
      'of which only the event itself counts',
      '{"detail":{"message":"x"},"tags":["message"],"message":"a"}',
      ['a'],
    ],
    [
      'with anything else in the event',
      '{"n":-1.5e+3,"t":true,"o":{"a":[1,{"b":null}]},"message":"a"}',
      ['a'],
    ],
    [
      'that are no text',
      '{"message":5}\n{"message":{"a":1}}\n{"message":"a"}',
      ['! message is no text: ', '! message is no text: ', 'a'],
    ],
    ['that are missing', '{"other":"x"}\n{"message":"a"}', ['! no message: ', 'a']],
    ['that are empty', '{"message":""}', ['']],
  ])('%s', (_what, text, heard) => {
    for (const pieces of [text.length, 1, 7]) expect(read(text, pieces).heard).toEqual(heard)
  })

  it('of control are left out and counted, wherever their type stands', () => {
    const typeLast = JSON.stringify({
      logEvents: events('CWL CONTROL MESSAGE: hello'),
      messageType: 'DATA_MESSAGE',
    })
    expect(read(`${CONTROL}${subscription('a')}${typeLast}`)).toEqual({ heard: ['a'], controls: 2 })
  })

  it.each([
    [
      'text between',
      '{"message":"a"}\nnot JSON at all\n{"message":"b"}\n',
      ['a', '! no JSON: not JSON at all', 'b'],
    ],
    [
      'a line cut off',
      '{"message":"a"}\n{"message":"b\n{"message":"c"}\n',
      ['a', '! a text in JSON does not end in its line: b', 'c'],
    ],
    [
      'a bracket of the wrong kind',
      '{"message":"a"}[{"x":1]{"message":"b"}',
      ['a', '! JSON has a bracket that closes nothing: ]', 'b'],
    ],
    [
      'an end in the middle',
      '{"message":"a"}{"message":"b',
      ['a', '! JSON ends in the middle of a value: b'],
    ],
    [
      'an escape that is none',
      '{"message":"\\q"}\n{"message":"b"}',
      [expect.stringMatching(/^! a message in JSON is no text: \\q/), 'b'],
    ],
    [
      'depth without end',
      `${'['.repeat(100)}\n{"message":"b"}`,
      [expect.stringMatching(/^! JSON is nested too deep/), 'b'],
    ],
  ])('are found again behind %s', (_what, text, heard) => {
    expect(read(text).heard).toEqual(heard)
    expect(read(text, 1).heard.length).toBe(heard.length)
  })

  it('are the same as JSON.parse gives, whatever is in them and however they are cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ message: fc.string({ unit: 'binary' }), other: fc.jsonValue() }), {
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('\n', '', ' ', '\n\n'),
        (objects, pieces, between) => {
          const text = objects.map((object) => JSON.stringify(object)).join(between)
          expect(read(text, pieces).heard).toEqual(objects.map(({ message }) => message))
        },
      ),
    )
  })

  it('never hang or throw on bytes that are cut, doubled or wrong', () => {
    const whole = Buffer.from(
      `${subscription(RECORD, NO_DATA)}${CONTROL}\n{"message":"${RECORD}"}\n`.repeat(3),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.nat(whole.length),
        (flips, end) => {
          const bytes = Buffer.from(whole.subarray(0, end))
          for (const [at, value] of flips) if (at < end) bytes[at] = value
          read(bytes.toString('latin1'), 50)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('a flow log in JSON', () => {
  it('counts its messages as lines, each in one place, also packed', async () => {
    const records = randomRecords(300, 3)
    const text = [
      ...records.map((record) => JSON.stringify({ message: `${record}\n` })),
      '{"message":"not a record"}',
      '{"message":""}',
      'oops',
      CONTROL,
    ].join('\n')
    const folder = folderOf({ 'a.json': text, 'b.json.gz': text, 'c.txt': `${records.join('\n')}\n` })
    const { files, engine } = await readCase(folder)
    const noData = Number(shell(folder, 'grep -c NODATA c.txt || true'))
    for (const file of files.slice(0, 2)) {
      expect(file).toMatchObject({
        kind: 'vpc-flow-log',
        counts: {
          lines: 303,
          headerLines: 0,
          records: 300 - noData,
          noData,
          skipData: 0,
          malformed: 2,
          blank: 1,
        },
        format: {
          carrier: 'json',
          unit: 'event',
          order: 'standard',
          description: expect.stringContaining('(1 control message left out)'),
        },
        unterminated: false,
        unpackedBytes: text.length,
      })
      expect(file.firstLines[0]).toBe(records[0])
      expect(file.malformedLines.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
        '301 version is no number',
        '303 no JSON',
      ])
    }
    const bytes = await engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [{ by: 'field', field: 'srcaddr' }],
      measures: [{ as: 'n', op: 'count' }],
    })
    // The same records three times over.
    expect(bytes.rows.every(({ values }) => Number(values.n) % 3 === 0)).toBe(true)
  })

  it('of four columns needs its format, as the published sample does, and is read when that is stated', async () => {
    const folder = folderOf({})
    copyFileSync(SAMPLE, join(folder, 'a.json'))
    const before = await readCase(folder)
    expect(before.files[0]).toMatchObject({
      kind: 'unrecognised',
      formatNeeded: { columns: 4, kinds: ['number', 'text', 'address', 'address'] },
    })
    const fields = ['version', 'interface-id', 'srcaddr', 'dstaddr']
    const { files, engine } = await readCase(folder, { 'a.json': fields })
    expect(files[0]).toMatchObject({ kind: 'vpc-flow-log', fields, counts: { lines: 2, records: 2 } })
    const sort = { field: 'evidence', descending: false }
    const { rows } = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 1, limit: 1 })
    expect(rows[0]?.values).toEqual({
      version: 2,
      'interface-id': 'eni-1235b8ca123456789',
      srcaddr: '172.31.9.69',
      dstaddr: '172.31.9.12',
    })
  })

  it('is not JSON of something else', async () => {
    const { files } = await readCase(
      folderOf({
        'a.json': '{"message":"user logged in"}\n{"message":"user logged out"}\n',
        'b.json': '{"Records":[{"eventVersion":"1.08","sourceIPAddress":"10.0.0.1"}]}',
        'c.json': '[1,2,3]',
      }),
    )
    expect(files.map(({ kind, formatNeeded }) => [kind, formatNeeded])).toEqual([
      ['unrecognised', null],
      ['unrecognised', null],
      ['unrecognised', null],
    ])
  })
})

describe('an export of CloudWatch Logs', () => {
  it('has a time before each record, which is left out', async () => {
    const records = randomRecords(2000, 9)
    const timed = records.map(
      (record, i) => `2023-09-28T17:22:${String(i % 60).padStart(2, '0')}.000Z ${record}`,
    )
    const folder = folderOf({
      'a.gz': `${timed.join('\n')}\n${records[0]}\n\n`,
      'b.log': `${records.join('\n')}\n`,
    })
    const { files, engine } = await readCase(folder)
    const noData = Number(shell(folder, 'grep -c NODATA b.log || true'))
    expect(files[0]).toMatchObject({
      format: { carrier: 'timed-text', unit: 'line', order: 'standard' },
      counts: {
        lines: Number(shell(folder, 'zcat a.gz | wc -l')),
        records: 2001 - noData,
        noData,
        blank: 1,
        malformed: 0,
      },
    })
    expect(files[0]?.firstLines[0]).toBe(timed[0])
    expect(engine.contents.flows.vpc).toBe(4001 - 2 * noData)
    const sums = await engine.ask({
      source: 'vpc',
      filter: ANY,
      groupBy: [],
      measures: [{ as: 'bytes', op: 'sum', field: 'bytes' }],
    })
    const sum = Number(shell(folder, `cat b.log | awk '{s+=$10; if(NR==1)f=$10} END{printf "%.0f", 2*s+f}'`))
    expect(sums.rows[0]?.values.bytes).toBe(sum)
  })

  it('is one also where most of its first lines are not readable', async () => {
    const records = randomRecords(3, 9).map((record) => `2023-09-28T17:22:35.000Z ${record}`)
    const noise = Array.from({ length: 12 }, (_, i) => `\u0001 2 111 eni-${i} 10.0.0.${i}`)
    const folder = folderOf({ 'a.gz': `${[...records, ...noise].join('\n')}\n` })
    const { files } = await readCase(folder)
    expect(files[0]).toMatchObject({
      kind: 'vpc-flow-log',
      format: { carrier: 'timed-text' },
      counts: { lines: 15, records: 3, malformed: 12 },
    })
  })
})
