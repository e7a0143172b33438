// How well a few typed letters fit a name: all of them in order, better when they begin words and stand together.

/** A score, higher is better; `undefined` when it does not fit. */
export function fuzzyScore(query: string, text: string): number | undefined {
  const wanted = query.toLowerCase().replaceAll(' ', '')
  const name = text.toLowerCase()
  if (wanted === '') return 0
  const exact = name.indexOf(wanted)
  if (exact >= 0) return 1_000 - exact - name.length / 100
  let score = 0
  let at = -1
  for (const letter of wanted) {
    const next = name.indexOf(letter, at + 1)
    if (next < 0) return undefined
    if (next === at + 1) score += 4
    else if (isWordStart(text, next)) score += 6
    else score -= Math.min(next - at, 10)
    at = next
  }
  return score
}

function isWordStart(text: string, at: number): boolean {
  const before = text[at - 1]
  const here = text[at]
  if (before === undefined || here === undefined) return true
  return /[\s_\-./]/.test(before) || (/[a-z]/.test(before) && /[A-Z]/.test(here))
}

/** The items that fit, best first. */
export function fuzzyFilter<T>(query: string, items: readonly T[], name: (item: T) => string): T[] {
  return items
    .map((item) => ({ item, score: fuzzyScore(query, name(item)) }))
    .filter((found): found is { item: T; score: number } => found.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map((found) => found.item)
}
