// The search of a page (`/` goes to it): it waits until the typing pauses.
import { TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

type Props = { value: string; label: string; onChange: (text: string) => void }

const PAUSE = 200

export function SearchField({ value, label, onChange }: Props) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  useEffect(() => {
    // Changed from elsewhere: a link, the browser's back.
    if (value !== told.current) {
      told.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => {
    if (text === told.current) return
    const timer = setTimeout(() => {
      told.current = text
      onChange(text)
    }, PAUSE)
    return () => {
      clearTimeout(timer)
    }
  }, [text, onChange])
  return (
    <TextInput
      className="search-field"
      type="search"
      data-search-of-page
      aria-label={label}
      placeholder={label}
      leftSection={<Search size={14} aria-hidden="true" />}
      rightSection={<kbd>/</kbd>}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
      }}
    />
  )
}
