// What everything stands in: theme, data, toasts, routes.
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import i18next from 'i18next'
import { useEffect, useState } from 'react'
import { makeQueryClient } from './api/queryClient'
import { styleNonce } from './lib/nonce'
import { makeRouter } from './routes'
import { cssVariables, theme } from './styles/theme'

const colorScheme = localStorageColorSchemeManager({ key: 'weir.theme' })

export function App() {
  const [client] = useState(makeQueryClient)
  const [router] = useState(() => makeRouter(client))
  useEffect(() => {
    // The server tells some things in the reader's language: what it told in the other one is asked for again.
    const ask = () => void client.invalidateQueries()
    i18next.on('languageChanged', ask)
    return () => {
      i18next.off('languageChanged', ask)
    }
  }, [client])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorScheme}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
