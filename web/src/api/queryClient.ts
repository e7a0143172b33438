// How answers are kept: fresh for half a minute, tried again only when no answer came.
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './error'

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 2 && error instanceof ApiError && error.status === 0,
      },
    },
  })
}
