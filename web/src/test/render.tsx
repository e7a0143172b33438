// Renders a component within what every page stands in.
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { makeQueryClient } from '../api/queryClient'
import { cssVariables, theme } from '../styles/theme'

export function renderPage(element: ReactElement) {
  const client = makeQueryClient()
  const view = render(
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={client}>
        <Notifications />
        {element}
      </QueryClientProvider>
    </MantineProvider>,
  )
  return { ...view, client }
}
