import { messages } from '../../i18n/messages'

export const settings = messages(
  {
    title: 'Settings',
    facts_one: '{{count}} set, the others by default',
    facts: '{{count}} set, the others by default',
    text: 'What holds in the process that answers. Settings are changed in its file, its environment or its flags, and hold after a restart.',
    sections: 'Sections',
    find: 'Find a setting',
    nothing: 'No setting of this name.',
    onlySet: 'Only those that are set',
    secretSet: 'set',
    notSet: 'not set',
    secretText: 'A secret: never shown',
    variable: 'Set by {{variable}}',
    source: {
      default: 'default',
      file: 'file',
      environment: 'environment',
      flag: 'flag',
    },
  },
  {
    title: '设置',
    facts: '{{count}} 项已设置，其余为默认值',
    text: '应答此页面的进程当前生效的设置。修改请编辑设置文件、环境变量或启动参数，重启后生效。',
    sections: '分组',
    find: '查找设置',
    nothing: '没有这个名称的设置。',
    onlySet: '只看已设置的',
    secretSet: '已设置',
    notSet: '未设置',
    secretText: '机密，不会显示',
    variable: '环境变量 {{variable}}',
    source: {
      default: '默认',
      file: '文件',
      environment: '环境变量',
      flag: '启动参数',
    },
  },
)
