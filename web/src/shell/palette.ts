// How anything opens the command palette.
import { createSpotlight, useSpotlight } from '@mantine/spotlight'

export const [paletteStore, palette] = createSpotlight()

export function openPalette(): void {
  palette.open()
}

export function usePaletteOpen(): boolean {
  return useSpotlight(paletteStore).opened
}
