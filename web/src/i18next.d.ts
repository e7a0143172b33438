import 'i18next'
import type { resources } from './messages'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shared'
    resources: (typeof resources)['en']
  }
}
