// Which settings are shown: those whose name, section or purpose holds what was typed.
import type { Section } from './queries'

export function narrowed(sections: readonly Section[], find: string, onlySet: boolean): Section[] {
  const wanted = find.trim().toLowerCase()
  return sections
    .map((section) => ({
      ...section,
      settings: section.settings.filter(
        ({ name, about, source }) =>
          (!onlySet || source !== 'default') &&
          `${section.name}.${name} ${about}`.toLowerCase().includes(wanted),
      ),
    }))
    .filter(({ settings }) => settings.length > 0)
}
