// Asking in words: one line to type in, the steps below it while the model works.
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Sparkles } from 'lucide-react'
import { useState, type Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../../../api/session'
import { keyName } from '../../../lib/keys'
import { NoModel } from './NoModel'
import { Trail } from './Trail'
import type { Asking } from './asks'
import { modelsQuery } from './queries'

type Props = {
  asking: Asking | undefined
  inputRef: Ref<HTMLInputElement>
  onAsk: (prompt: string) => void
  onStop: () => void
}

export function PromptBar({ asking, inputRef, onAsk, onStop }: Props) {
  const { t } = useTranslation('query')
  const { may } = useSession()
  const { data: models } = useQuery(modelsQuery)
  const [prompt, setPrompt] = useState(asking?.prompt ?? '')
  const running = asking?.state === 'asking'
  if (!may('query')) return null
  if (models?.length === 0) return <NoModel />
  return (
    <div className="ask" data-pane="ask">
      <form
        className="ask-box"
        onSubmit={(event) => {
          event.preventDefault()
          if (!running && prompt.trim() !== '') onAsk(prompt.trim())
        }}
      >
        <Sparkles size={16} aria-hidden="true" />
        <input
          ref={inputRef}
          value={prompt}
          placeholder={asking?.draft ? t('ask.followUp') : t('ask.placeholder')}
          aria-label={t('ask.label')}
          maxLength={4_000}
          onChange={(event) => {
            setPrompt(event.currentTarget.value)
          }}
        />
        <kbd className="wide">{keyName('Ctrl I')}</kbd>
        {running ? (
          <Button variant="default" size="compact-xs" onClick={onStop}>
            {t('run.stop')}
          </Button>
        ) : (
          <Button variant="default" size="compact-xs" type="submit" disabled={prompt.trim() === ''}>
            {t('ask.draft')}
          </Button>
        )}
      </form>
      {asking ? <Trail asking={asking} /> : null}
    </div>
  )
}
