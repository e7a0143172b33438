// Which connection the workbench works on: its name, engine, grade; the others one press away.
import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ChevronsUpDown, Plus, Settings2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { connectionsQuery, type Connection } from '../../api/connections'
import { links } from '../../lib/links'
import { EngineBadge, EnvironmentBadge, Grade } from '../../ui/Badge'
import { MenuLink } from '../../ui/ButtonLink'

export function ConnectionPicker({ connection }: { connection: Connection }) {
  const { t } = useTranslation('query')
  const navigate = useNavigate()
  const { data: all = [] } = useQuery(connectionsQuery)
  return (
    <Menu width={320}>
      <Menu.Target>
        <button
          type="button"
          className="picker"
          aria-label={t('connection.choose', { name: connection.name })}
        >
          <b className="cut">{connection.name}</b>
          <EngineBadge dbType={connection.dbType} serverVersion={connection.serverVersion} />
          <span className="grow" />
          <EnvironmentBadge environment={connection.environment} />
          <GradeOf connection={connection} />
          <ChevronsUpDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="60vh" className="picker-list">
        {all.map((other) => (
          <Menu.Item
            key={other.name}
            onClick={() => void navigate(links.workbench(other.name))}
            leftSection={<GradeOf connection={other} />}
            rightSection={
              <span className="row">
                <EnvironmentBadge environment={other.environment} />
                <EngineBadge dbType={other.dbType} serverVersion={other.serverVersion} />
              </span>
            }
          >
            {other.name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <MenuLink {...links.connections('new')} leftSection={<Plus size={14} />}>
          {t('connection.add')}
        </MenuLink>
        <MenuLink {...links.connections()} leftSection={<Settings2 size={14} />}>
          {t('connection.manage')}
        </MenuLink>
      </Menu.Dropdown>
    </Menu>
  )
}

function GradeOf({ connection }: { connection: Connection }) {
  const { t } = useTranslation('query')
  const grade = connection.safetyGrade
  return <Grade grade={grade} label={grade ? t('connection.grade', { grade }) : t('connection.ungraded')} />
}
