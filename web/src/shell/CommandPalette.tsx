// Ctrl K: every page, action, database, table and query by a few letters of its name.
import { Spotlight } from '@mantine/spotlight'
import { useRouter } from '@tanstack/react-router'
import { Clock3, Search } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { filterCommands } from './filterCommands'
import { palette, paletteStore, usePaletteOpen } from './palette'
import { recents, remember } from './recents'
import { leading, useCommands, type Command } from './useCommands'
import { useFound } from './useFound'

const MOST = 40
/** What scrolls can be reached by the keyboard. */
const byKeyboard = { viewportProps: { tabIndex: 0 } }

export function CommandPalette({ onHelp }: { onHelp: () => void }) {
  const { t } = useTranslation('shell')
  const [typed, setTyped] = useState('')
  const open = usePaletteOpen()
  const [wasOpen, setWasOpen] = useState(open)
  if (open !== wasOpen) {
    setWasOpen(open)
    // At the opening, not when it has faded out: whoever opens it again at once begins anew.
    if (open) setTyped('')
  }
  const commands = useCommands(onHelp)
  const found = useFound(typed, open)
  const shown = useShown(typed, commands, found.commands, open)
  const groups = [...new Set(shown.map(({ group }) => group))]
  return (
    <Spotlight.Root
      store={paletteStore}
      shortcut={null}
      query={typed}
      onQueryChange={setTyped}
      clearQueryOnClose={false}
      scrollable
      maxHeight={440}
      overlayProps={{ blur: 0, backgroundOpacity: 0.4 }}
      attributes={{ content: { 'aria-label': t('jumpTo') } }}
    >
      <Spotlight.Search
        placeholder={t('palette.placeholder')}
        aria-label={t('jumpTo')}
        leftSection={<Search size={16} aria-hidden="true" />}
      />
      <Spotlight.ActionsList {...byKeyboard}>
        {groups.map((group) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {shown
              .filter((command) => command.group === group)
              .map((command) => (
                <PaletteLine key={command.id} command={command} />
              ))}
          </Spotlight.ActionsGroup>
        ))}
        {shown.length === 0 ? (
          <Spotlight.Empty>{found.searching ? t('palette.searching') : t('palette.nothing')}</Spotlight.Empty>
        ) : null}
      </Spotlight.ActionsList>
      <p className="palette-foot muted" aria-hidden="true">
        {t('palette.foot')}
      </p>
    </Spotlight.Root>
  )
}

/** Without a word: what was chosen last, then pages and actions. With one: whatever fits, the best first. */
function useShown(
  typed: string,
  commands: readonly Command[],
  found: readonly Command[],
  open: boolean,
): Command[] {
  const { t } = useTranslation('shell')
  if (!open) return []
  if (typed.trim() !== '') return filterCommands(typed, [...commands, ...found]).slice(0, MOST)
  const last = recents().map(({ id, name, detail, target }) =>
    leading(target, {
      id: `recent-${id}`,
      kind: target.to,
      group: t('palette.recent'),
      name: commands.find((command) => command.id === id)?.name ?? name,
      detail,
      icon: Clock3,
    }),
  )
  const rest = commands.filter(({ kind }) => kind === 'page' || kind === 'action' || kind === 'connection')
  return [...last, ...rest].slice(0, MOST)
}

function PaletteLine({ command }: { command: Command }) {
  const router = useRouter()
  const { id, name, detail, target, icon: Icon } = command
  return (
    <Spotlight.Action
      onClick={() => {
        palette.close()
        if (target) remember({ id: id.replace(/^recent-/, ''), name, ...(detail ? { detail } : {}), target })
        command.run(router)
      }}
    >
      <span className="row grow palette-line">
        <Icon size={16} aria-hidden="true" />
        <span className="cut name">{name}</span>
        {detail ? <span className="muted cut detail">{detail}</span> : null}
      </span>
    </Spotlight.Action>
  )
}
