// Copies a text and says so where the hand is.
import { Button } from '@mantine/core'
import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../lib/clipboard'
import { IconButton } from './IconButton'

function useCopied(text: string): { copied: boolean; copy: () => void } {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => {
      setCopied(false)
    }, 2_000)
    return () => {
      clearTimeout(timer)
    }
  }, [copied])
  return { copied, copy: () => void copyText(text).then(setCopied) }
}

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation('shared')
  const { copied, copy } = useCopied(text)
  return (
    <Button variant="default" leftSection={copied ? <Check size={14} /> : <Copy size={14} />} onClick={copy}>
      {copied ? t('copied') : (label ?? t('copy'))}
    </Button>
  )
}

export function CopyIcon({ text, className }: { text: string; className?: string }) {
  const { t } = useTranslation('shared')
  const { copied, copy } = useCopied(text)
  return (
    <IconButton
      label={copied ? t('copied') : t('copy')}
      size={26}
      onClick={copy}
      {...(className ? { className } : {})}
    >
      {copied ? <Check size={14} /> : <Copy size={14} />}
    </IconButton>
  )
}
