// The first letters of a Chinese name in pinyin: `订单中心` → `ddzx`, by the order in which a pinyin collation sorts.

/** The first character of each letter in that order; no syllable begins with i, u or v. */
const FIRST = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥仨他屲夕丫帀'
const LETTERS = 'abcdefghjklmnopqrstwxyz'

const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')

/** The initials; what is no Chinese character stays as it is. Empty when there is none at all. */
export function initials(text: string): string {
  return /\p{Script=Han}/u.test(text) ? [...text].map(initial).join('') : ''
}

function initial(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase()
  let letter = ''
  for (let index = 0; index < FIRST.length; index += 1) {
    if (collator.compare(FIRST.charAt(index), character) > 0) break
    letter = LETTERS.charAt(index)
  }
  return letter
}
