// Ctrl K: every page and action by a few letters of its name.
import { Spotlight } from '@mantine/spotlight'
import { useRouter } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fuzzyFilter } from '../lib/fuzzy'
import { palette, paletteStore } from './palette'
import { useCommands, type Command } from './useCommands'

const MOST = 30

export function CommandPalette({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation('shell')
  const [query, setQuery] = useState('')
  const commands = useCommands(onHelp)
  const found = filterCommands(query, commands).slice(0, MOST)
  const groups = [...new Set(found.map((command) => command.group))]
  return (
    <Spotlight.Root
      store={paletteStore}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      clearQueryOnClose
      scrollable
      maxHeight={420}
      overlayProps={{ blur: 0 }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('jumpTo')}
        leftSection={<Search size={16} aria-hidden="true" />}
      />
      <Spotlight.ActionsList>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {found
              .filter((command) => command.group === group)
              .map((command) => (
                <PaletteLine key={command.id} command={command} />
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {found.length === 0 ? <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}

function PaletteLine({ command }: { command: Command }) {
  const router = useRouter()
  const Icon = command.icon
  return (
    <Spotlight.Action
      onClick={() => {
        palette.close()
        command.run(router)
      }}
    >
      <span className="row grow">
        <Icon size={16} aria-hidden="true" />
        <span className="cut">{command.name}</span>
        {command.detail ? <span className="muted cut">{command.detail}</span> : null}
      </span>
    </Spotlight.Action>
  )
}

/** `>` only actions, `@` only databases and connections. */
export function filterCommands(query: string, commands: readonly Command[]): Command[] {
  const wanted = query.trim()
  if (wanted.startsWith('>')) {
    return fuzzyFilter(
      wanted.slice(1),
      commands.filter((command) => command.kind === 'action'),
      searched,
    )
  }
  if (wanted.startsWith('@')) {
    return fuzzyFilter(
      wanted.slice(1),
      commands.filter((command) => command.kind === 'database'),
      searched,
    )
  }
  return fuzzyFilter(wanted, commands, searched)
}

function searched(command: Command): string {
  return command.also ? `${command.name} ${command.also}` : command.name
}
