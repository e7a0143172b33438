// Which commands fit what was typed, the best first: by name, by other names, by the initials of Chinese ones.
import { fuzzyScore } from '../lib/fuzzy'
import { initials } from '../lib/pinyin'
import type { Command } from './useCommands'

/** A name in another language or in pinyin counts a little less than the name itself. */
const OTHER_NAME = 30

type Named = Pick<Command, 'kind' | 'name' | 'also'>

/** `>` only actions, `@` only databases and connections. */
export function filterCommands<C extends Named>(typed: string, commands: readonly C[]): C[] {
  const wanted = typed.trim()
  if (wanted.startsWith('>')) {
    return best(
      wanted.slice(1),
      commands.filter(({ kind }) => kind === 'action'),
    )
  }
  if (wanted.startsWith('@')) {
    return best(
      wanted.slice(1),
      commands.filter(({ kind }) => kind === 'database' || kind === 'connection'),
    )
  }
  return best(wanted, commands)
}

function best<C extends Named>(wanted: string, commands: readonly C[]): C[] {
  return commands
    .map((command) => ({ command, score: scoreOf(wanted, command) }))
    .filter((found): found is { command: C; score: number } => found.score !== undefined)
    .sort((a, b) => b.score - a.score)
    .map(({ command }) => command)
}

function scoreOf(wanted: string, { name, also = [] }: Named): number | undefined {
  const others = [...also, initials(name)].filter((other) => other !== '')
  const scores = [
    fuzzyScore(wanted, name),
    ...others.map((other) => {
      const score = fuzzyScore(wanted, other)
      return score === undefined ? undefined : score - OTHER_NAME
    }),
  ].filter((score) => score !== undefined)
  return scores.length === 0 ? undefined : Math.max(...scores)
}
