// Sets the size that a database should not pass.
import { Button, Group, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { errorText } from '../../i18n/errorText'
import { Dialog } from '../../ui/Dialog'
import { Note } from '../../ui/Note'
import { useSetLimit } from './queries'

const UNITS = { MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const
type Unit = keyof typeof UNITS

type Props = { id: number; opened: boolean; limit: number | undefined; onClose: () => void }

export function LimitDialog({ id, opened, limit, onClose }: Props) {
  const { t } = useTranslation('database')
  const { t: tShared } = useTranslation('shared')
  const [unit, setUnit] = useState<Unit>(unitOf(limit))
  const [value, setValue] = useState<number | string>(limit === undefined ? '' : limit / UNITS[unitOf(limit)])
  const save = useSetLimit(id, onClose)
  const bytes = typeof value === 'number' && value > 0 ? Math.round(value * UNITS[unit]) : undefined
  return (
    <Dialog opened={opened} title={t('setLimit')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (bytes !== undefined) save.mutate(bytes)
        }}
      >
        <Group align="end" wrap="nowrap">
          <NumberInput label={t('fact.limit')} value={value} min={0} onChange={setValue} data-autofocus />
          <Select
            aria-label={t('unit')}
            data={['MB', 'GB', 'TB']}
            value={unit}
            allowDeselect={false}
            onChange={(chosen) => {
              if (chosen === 'MB' || chosen === 'GB' || chosen === 'TB') setUnit(chosen)
            }}
          />
        </Group>
        {save.error ? <Note tone="bad">{errorText(save.error, tShared)}</Note> : null}
        <Group justify="end" mt="md">
          {limit === undefined ? null : (
            <Button
              variant="subtle"
              onClick={() => {
                save.mutate(null)
              }}
            >
              {t('removeLimit')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {tShared('cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={bytes === undefined}>
            {t('setLimit')}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}

function unitOf(bytes: number | undefined): Unit {
  if (bytes === undefined || bytes >= UNITS.GB) return bytes !== undefined && bytes >= UNITS.TB ? 'TB' : 'GB'
  return 'MB'
}
