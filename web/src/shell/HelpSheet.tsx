// The list of keys, and the switch for those of one letter.
import { Switch } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyName, setSingleKeys, singleKeysOn } from '../lib/keys'
import { Dialog } from '../ui/Dialog'
import { pages } from './pages'

const GENERAL = [
  ['Ctrl K', 'palette'],
  ['/', 'search'],
  ['?', 'help'],
  ['[', 'fold'],
  ['t', 'theme'],
  ['j k', 'rows'],
  ['Enter', 'open'],
] as const

const WORKBENCH = [
  ['Ctrl Enter', 'run'],
  ['Ctrl Shift Enter', 'explain'],
  ['Ctrl .', 'stop'],
  ['Ctrl I', 'ask'],
  ['Ctrl P', 'findTable'],
  ['Alt Shift F', 'format'],
  ['Ctrl S', 'save'],
  ['F6', 'pane'],
  ['Esc Tab', 'leaveEditor'],
] as const

const RESULT = [
  ['Space', 'viewCell'],
  ['Shift ←↑↓→', 'extend'],
  ['Ctrl C', 'copyCells'],
  ['Ctrl Shift C', 'copyHeads'],
  ['Ctrl A', 'allCells'],
  ['Alt ←→', 'width'],
  ['Alt ↓', 'columnMenu'],
] as const

export function HelpSheet({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('shell')
  const [single, setSingle] = useState(singleKeysOn())
  return (
    <Dialog opened={opened} title={t('help')} wide onClose={onClose}>
      <div className="help">
        <section>
          <h3>{t('keys.everywhere')}</h3>
          <dl>
            {GENERAL.map(([keys, key]) => (
              <KeyLine key={key} keys={keys} text={t(`keys.${key}`)} />
            ))}
            {pages
              .filter((page) => page.letter)
              .map((page) => (
                <KeyLine key={page.key} keys={`g ${page.letter ?? ''}`} text={t(`page.${page.key}`)} />
              ))}
          </dl>
        </section>
        <section>
          <h3>{t('page.workbench')}</h3>
          <dl>
            {WORKBENCH.map(([keys, key]) => (
              <KeyLine key={key} keys={keys} text={t(`keys.${key}`)} />
            ))}
          </dl>
          <h3>{t('keys.result')}</h3>
          <dl>
            {RESULT.map(([keys, key]) => (
              <KeyLine key={key} keys={keys} text={t(`keys.${key}`)} />
            ))}
          </dl>
        </section>
      </div>
      <Switch
        checked={single}
        label={t('keys.single')}
        onChange={(event) => {
          setSingle(event.currentTarget.checked)
          setSingleKeys(event.currentTarget.checked)
        }}
      />
    </Dialog>
  )
}

function KeyLine({ keys, text }: { keys: string; text: string }) {
  return (
    <div>
      <dt>
        {keys.split(' ').map((key) => (
          <kbd key={key}>{keyName(key)}</kbd>
        ))}
      </dt>
      <dd>{text}</dd>
    </div>
  )
}
