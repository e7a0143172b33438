// What the prompt bar asks besides the question itself.
import { queryOptions, useMutation } from '@tanstack/react-query'
import { api } from '../../../api/client'

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  staleTime: 300_000,
  queryFn: async ({ signal }) => (await api.get('/api/v1/llm/providers', { signal })).data.providers,
})

type Feedback = { id: string; verdict: 'right' | 'wrong'; sql?: string }

export function useFeedback(connection: string) {
  return useMutation({
    mutationFn: ({ id, verdict, sql }: Feedback) =>
      api.post('/api/v1/query/{name}/natural/{id}/feedback', {
        path: { name: connection, id },
        body: { verdict, ...(sql ? { sql } : {}) },
      }),
  })
}
