import { messages } from '../../i18n/messages'

export const models = messages(
  {
    title: 'Language model calls',
    facts_one: '{{count}} call',
    facts: '{{count}} calls',
    none: 'No calls yet.',
    noneText:
      'Each question in words is recorded here: who asked, which tables were named, how much was sent.',
    when: 'When',
    who: 'Who',
    database: 'Database',
    model: 'Model',
    sent: 'Sent',
    tables_one: '{{count}} table',
    tables: '{{count}} tables',
    samples: 'with sample values',
    tokens: 'Tokens',
    time: 'Took',
    outcome: 'Outcome',
  },
  {
    title: '语言模型调用',
    facts: '{{count}} 次调用',
    none: '还没有调用。',
    noneText: '每次自然语言提问都会记录在这里：谁问的、涉及哪些表、发送了多少内容。',
    when: '时间',
    who: '用户',
    database: '数据库',
    model: '模型',
    sent: '已发送',
    tables: '{{count}} 张表',
    samples: '含示例值',
    tokens: 'Token 数',
    time: '用时',
    outcome: '结果',
  },
)
