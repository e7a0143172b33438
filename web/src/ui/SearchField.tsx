// The search of a page: `/` leads here; what is typed counts after a pause, at once with Enter.
import { Search } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'

const PAUSE_MS = 200

type Props = { label: string; value: string; onChange: (value: string) => void }

export function SearchField({ label, value, onChange }: Props) {
  const [typed, setTyped] = useState(value)
  const [given, setGiven] = useState(value)
  if (value !== given) {
    // The URL changed under us: by "Clear filters" or the browser's back.
    setGiven(value)
    if (value.trim() !== typed.trim()) setTyped(value)
  }
  const tell = () => {
    if (typed.trim() !== value.trim()) onChange(typed.trim())
  }
  const tellLater = useEffectEvent(tell)
  useEffect(() => {
    const timer = setTimeout(() => {
      tellLater()
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
    }
  }, [typed])
  return (
    <label className="search-field">
      <Search size={14} aria-hidden="true" />
      <input
        type="search"
        data-search-of-page
        aria-label={label}
        placeholder={label}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') tell()
        }}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  )
}
