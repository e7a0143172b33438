// What holds in the server that answers.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api/client'
import type { components } from '../../api/schema.gen'

export type Section = components['schemas']['SettingsSectionResponse']
export type Setting = components['schemas']['SettingResponse']

/** What the settings are for is told in the language of the reader. */
export const settingsQuery = (language: string) =>
  queryOptions({
    queryKey: ['settings', language],
    queryFn: async ({ signal }) => (await api.get('/api/v1/settings', { signal })).data.sections,
  })
