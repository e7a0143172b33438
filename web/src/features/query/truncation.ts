// What is said about a result that is not whole.
import type { Result } from './types'

export function truncationText({ truncatedBy }: Result) {
  if (truncatedBy === 'memory') return 'result.truncatedByMemory'
  return truncatedBy === 'bytes' ? 'result.truncatedByBytes' : 'result.truncatedByRows'
}
