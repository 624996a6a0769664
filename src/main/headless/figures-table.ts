import { printable } from './printable'

/** Two columns for a terminal, labels left, each row a line. */
export function figuresTable(figures: readonly { readonly label: string; readonly value: string }[]): string {
  const rows = figures.map(({ label, value }) => [printable(label), printable(value)] as const)
  const width = Math.max(0, ...rows.map(([label]) => label.length))
  return rows.map(([label, value]) => `${label.padEnd(width)}  ${value}\n`).join('')
}
