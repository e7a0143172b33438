// The nonce that the server put into this page for styles made while running (its policy allows no others).

export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? ''
}
