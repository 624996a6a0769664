import { expect, test } from 'vitest'
import { figuresTable } from '../../../src/main/headless/figures-table'
import { printable } from '../../../src/main/headless/printable'
import { ProgressLine } from '../../../src/main/headless/progress-line'

class Output {
  written = ''
  constructor(
    readonly isTTY: boolean,
    readonly columns = 80,
  ) {}
  write(text: string) {
    this.written += text
  }
}

test('a terminal has one changing line, gone at the end', () => {
  const output = new Output(true, 12)
  const line = new ProgressLine(output)
  line.show('Reading 1 of 579')
  line.show('Reading 1 of 579')
  line.show('Done')
  line.end()
  expect(output.written).toBe('\r\u001b[KReading 1 o\r\u001b[KDone\r\u001b[K')
})

test('a terminal that does not tell its width is taken for 80 columns', () => {
  const output = new Output(true, 0)
  new ProgressLine(output).show('x'.repeat(100))
  expect(output.written).toBe(`\r\u001b[K${'x'.repeat(79)}`)
})

test('elsewhere there are plain lines, at most one a second, the last one always', () => {
  const output = new Output(false)
  let now = 0
  const line = new ProgressLine(output, () => now)
  for (const [at, text] of [
    [0, 'a'],
    [300, 'b'],
    [999, 'c'],
    [1000, 'd'],
    [1000, 'd'],
    [1500, 'e'],
    [1900, 'f'],
  ] as const) {
    now = at
    line.show(text)
  }
  line.end()
  line.end()
  expect(output.written).toBe('a\nd\nf\n')
})

test('quiet is quiet', () => {
  const line = new ProgressLine(null)
  line.show('a')
  expect(() => line.end()).not.toThrow()
})

test('what evidence is called can not steer the terminal', () => {
  expect(printable('a\u001b[2J\rb\n\u009bü')).toBe('a\\x1b[2J\\x0db\\x0a\\x9bü')
  expect(figuresTable([{ label: 'File', value: 'x\u001b[31m' }])).toBe('File  x\\x1b[31m\n')
})

test('figures stand in two columns', () => {
  expect(
    figuresTable([
      { label: 'Records', value: '33,232' },
      { label: 'Bytes to port 8889', value: '265,183,813' },
    ]),
  ).toBe('Records             33,232\nBytes to port 8889  265,183,813\n')
  expect(figuresTable([])).toBe('')
})
