// How hard a password is to guess, from what everybody tries first: short ones, repetitions, runs, one's own name.
// No word list, which would be larger than the console; the server checks for common passwords.

export type Strength = { points: number; word: 'tooShort' | 'weak' | 'fair' | 'good' | 'strong' }

const SHORTEST = 12
const ROWS = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', '01234567890', 'abcdefghijklmnopqrstuvwxyz']

export function strengthOf(password: string, username: string): Strength {
  const characters = [...password]
  if (characters.length < SHORTEST) return { points: 0, word: 'tooShort' }
  const bits =
    surprising(without(characters.join('').toLowerCase(), username.toLowerCase())) * alphabet(password)
  if (bits < 36) return { points: 1, word: 'weak' }
  if (bits < 50) return { points: 2, word: 'fair' }
  return bits < 70 ? { points: 3, word: 'good' } : { points: 4, word: 'strong' }
}

function without(text: string, name: string): string {
  return name.length < 3 ? text : text.replaceAll(name, '')
}

/** Characters that don't follow from the two before: no repetition, no run on the keyboard or in the alphabet. */
function surprising(text: string): number {
  const seen = new Set<string>()
  const characters = [...text]
  return characters.filter((character, at) => {
    const pair = (characters[at - 1] ?? '') + character
    const isRun =
      at > 0 && ROWS.some((row) => row.includes(pair) || [...row].reverse().join('').includes(pair))
    const isSeen = seen.has(pair)
    seen.add(pair)
    return !isRun && !isSeen && characters[at - 1] !== character
  }).length
}

/** Bits of a character, from the kinds of characters that are there. */
function alphabet(password: string): number {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^\p{L}\d]/u, /[^\p{ASCII}]/u]
  const sizes = [26, 26, 10, 20, 1_000]
  const size = kinds.reduce((sum, kind, at) => sum + (kind.test(password) ? (sizes[at] ?? 0) : 0), 0)
  // Words are likelier than letters by chance.
  return Math.log2(Math.max(size, 2)) * 0.7
}
