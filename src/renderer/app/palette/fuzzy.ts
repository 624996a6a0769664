/**
 * How well a text answers what was typed: its letters in their order, others between them. Letters
 * that begin words, or follow each other, count more; null when the text does not have them all.
 */
export function fuzzyScore(text: string, typed: string): number | null {
  const wanted = typed.toLowerCase().replace(/\s+/g, '')
  // Beginnings of words first; where that leaves letters over, the nearest letters have them all if any do.
  return matchScore(text.toLowerCase(), wanted, true) ?? matchScore(text.toLowerCase(), wanted, false)
}

function matchScore(text: string, wanted: string, words: boolean): number | null {
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const next = nextMatch(text, letter, at, words)
    if (next < 0) return null
    if (next === at + 1 && at >= 0) score += 3
    if (beginsWord(text, next)) score += 4
    score -= Math.min(3, (next - at - 1) / 8)
    at = next
  }
  // Of two that have the letters alike, the shorter one is meant.
  return score - text.length / 100
}

/** The letter that goes on with what was matched; else the next that begins a word; else the nearest. */
function nextMatch(text: string, letter: string, after: number, words: boolean): number {
  if (after >= 0 && text[after + 1] === letter) return after + 1
  for (let i = after + 1; words && i < text.length; i++) {
    if (text[i] === letter && beginsWord(text, i)) return i
  }
  return text.indexOf(letter, after + 1)
}

function beginsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] as string)
}

/** What answers to what was typed, best first; all of it, in its order, when nothing was typed. */
export function fuzzyMatches<Item>(
  items: readonly Item[],
  typed: string,
  textOf: (item: Item) => string,
): readonly Item[] {
  if (typed.trim() === '') return items
  return items
    .map((item, i) => ({ item, i, score: fuzzyScore(textOf(item), typed) }))
    .filter((one): one is typeof one & { score: number } => one.score !== null)
    .sort((a, b) => b.score - a.score || a.i - b.i)
    .map(({ item }) => item)
}
