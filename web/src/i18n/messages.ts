// How a feature states its texts: English first, and Chinese that must have the same keys.

type Forms<K> = K extends `${string}_one` ? never : K
/** Chinese has no plural: `x_one` needs no counterpart. */
type Other<E> = { [K in keyof E as Forms<K>]: E[K] extends string ? string : Other<E[K]> }

export function messages<const E extends object>(en: E, zh: Other<E>): { en: E; zh: Other<E> } {
  return { en, zh }
}
