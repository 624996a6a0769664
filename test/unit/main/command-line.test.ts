import { describe, expect, test } from 'vitest'
import { parseCommand, userWords } from '../../../src/main/app/command-line'
import { UsageError } from '../../../src/main/headless/report-words'

const words = (line: string) => line.split(' ').filter((word) => word !== '')
const parse = (line: string) => parseCommand(words(line))

describe('opening the window', () => {
  test.each([
    ['', null],
    ['/evidence', '/evidence'],
    ['--user-data-dir=/d --remote-debugging-port=0 --inspect=0 --disable-gpu /evidence', '/evidence'],
    ['/evidence --no-sandbox --ozone-platform=x11', '/evidence'],
    ['-- --odd', '--odd'],
    ['/archives/case.flowcase', '/archives/case.flowcase'],
  ])('%j opens %s', (line, path) => {
    expect(parse(line)).toEqual({ kind: 'open', path })
  })

  test('mistakes are told with the form', () => {
    expect(() => parse('/a /b')).toThrow('One FOLDER or archive is expected, and "/b" is a second one')
    try {
      parse('--sspect 1.2.3.4')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        name: 'UsageError',
        message: 'Unknown option --sspect',
        form: 'flowcase [FOLDER | ARCHIVE.flowcase]',
      })
    }
  })

  test('the user says what stands after the executable, and in development after the folder of the app', () => {
    expect(userWords(['/opt/flowcase', '/evidence'], false)).toEqual(['/evidence'])
    expect(userWords(['electron', '.', '/evidence'], true)).toEqual(['/evidence'])
  })
})

test('help and version', () => {
  for (const line of ['--help', '-h', 'report --help', '--disable-gpu --help'])
    expect(parse(line)).toEqual({ kind: 'help' })
  expect(parse('--version')).toEqual({ kind: 'version' })
})

describe('report', () => {
  test('what is not said has its default', () => {
    expect(parse('report /evidence --suspect 20.106.124.93 --out /out')).toEqual({
      kind: 'report',
      folder: '/evidence',
      suspects: ['20.106.124.93'],
      out: '/out',
      title: null,
      examiner: null,
      timeZone: 'UTC',
      formats: ['pdf', 'md', 'json'],
      quiet: false,
    })
  })

  test('everything said is taken, in any order, with = or without, among switches of the runtime', () => {
    const command = parseCommand([
      '--user-data-dir=/d',
      'report',
      '--title=A title, with = and -',
      '--quiet',
      '--suspect',
      '2001:DB8:0:0::7, 20.106.124.93,2001:db8::7',
      '--disable-gpu',
      '--formats=json,pdf',
      '--out',
      'out dir',
      '--time-zone',
      'europe/berlin',
      '--examiner',
      'J. Doe',
      '--',
      '--folder',
    ])
    expect(command).toEqual({
      kind: 'report',
      folder: '--folder',
      suspects: ['2001:db8::7', '20.106.124.93'],
      out: 'out dir',
      title: 'A title, with = and -',
      examiner: 'J. Doe',
      timeZone: 'Europe/Berlin',
      formats: ['pdf', 'json'],
      quiet: true,
    })
  })

  const good = 'report /e --suspect 1.2.3.4 --out /o'
  test.each([
    ['report', 'FOLDER is missing'],
    ['report --suspect 1.2.3.4 --out /o', 'FOLDER is missing'],
    ['report /e --out /o', '--suspect is missing: the address to investigate'],
    ['report /e --suspect 1.2.3.4', '--out is missing: the folder to write the report to'],
    ['report /e --out /o --suspect', '--suspect needs a value'],
    ['report /e --suspect --out /o', '--suspect needs a value'],
    ['report /e --suspect= --out /o', '--suspect needs a value'],
    [
      'report /e --suspect 20.106.124 --out /o',
      '--suspect: "20.106.124" is no IP address; expected one such as 203.0.113.7',
    ],
    ['report /e --suspect 1.2.3.4, --out /o', '--suspect: "" is no IP address'],
    ['report /e --suspect 1.2.3.256 --out /o', '"1.2.3.256" is no IP address'],
    ['report /e --suspect 10.0.0.0/8 --out /o', '"10.0.0.0/8" is no IP address'],
    ['report /e --suspect fe80::1%eth0 --out /o', '"fe80::1%eth0" is no IP address'],
    [`${good} --suspect 1.2.3.5`, '--suspect is given twice; several addresses go into one'],
    [`${good} --out /p`, '--out is given twice'],
    [`${good} /f`, 'One FOLDER is expected, and "/f" is a second one'],
    [`${good} --bogus`, 'Unknown option --bogus'],
    [`${good} -q`, 'Unknown option -q'],
    [`${good} --quiet=yes`, '--quiet takes no value'],
    [
      `${good} --time-zone Mars/Olympus`,
      '--time-zone: "Mars/Olympus" is no known time zone; expected one such as Europe/Berlin or UTC',
    ],
    [`${good} --time-zone +02:00`, '"+02:00" is no known time zone'],
    [`${good} --formats pdf,doc`, '--formats: "doc" is no format; expected one or more of pdf,md,json'],
  ])('%s: %s', (line, message) => {
    expect(() => parse(line)).toThrow(message)
    expect(() => parse(line)).toThrow(UsageError)
  })
})
