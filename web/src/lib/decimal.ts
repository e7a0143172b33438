// Sums of numbers as exact as they are written: 0.1 + 0.2 is 0.3.

const PLAIN = /^([+-]?)(\d+)(?:\.(\d+))?$/

/** The sum of plain decimals as text; `undefined` when one is none (exponents, words). */
export function sumDecimals(texts: readonly string[]): string | undefined {
  const scale = scaleOf(texts, 0)
  let sum = 0n
  for (const text of texts) {
    const units = unitsOf(text, scale)
    if (units === undefined) return undefined
    sum += units
  }
  return written(sum, scale)
}

/** Their average to at least two places, rounded half away from zero. */
export function averageDecimals(texts: readonly string[]): string | undefined {
  if (texts.length === 0) return undefined
  const scale = scaleOf(texts, 2)
  let sum = 0n
  for (const text of texts) {
    const units = unitsOf(text, scale)
    if (units === undefined) return undefined
    sum += units
  }
  const count = BigInt(texts.length)
  const half = sum < 0n ? -count / 2n : count / 2n
  return written((sum + half) / count, scale)
}

/** Thousands in groups: `-18640.00` → `-18,640.00`. Anything that is no plain decimal stays as it is. */
export function groupDecimal(text: string): string {
  const parts = PLAIN.exec(text)
  if (!parts) return text
  const [, sign = '', whole = '', fraction] = parts
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? sign + grouped : `${sign}${grouped}.${fraction}`
}

function scaleOf(texts: readonly string[], least: number): number {
  return texts.reduce((scale, text) => Math.max(scale, PLAIN.exec(text)?.[3]?.length ?? 0), least)
}

function unitsOf(text: string, scale: number): bigint | undefined {
  const parts = PLAIN.exec(text)
  if (!parts) return undefined
  const [, sign, whole = '', fraction = ''] = parts
  const units = BigInt(whole + fraction.padEnd(scale, '0'))
  return sign === '-' ? -units : units
}

function written(units: bigint, scale: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  const whole = digits.slice(0, digits.length - scale)
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`
}
