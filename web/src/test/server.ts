// The server that component tests talk to; each test says what it answers.
import { setupServer } from 'msw/node'

export const server = setupServer()
