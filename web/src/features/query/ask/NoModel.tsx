// Where no language model is configured: one quiet line, and how to set one for whoever asks.
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../../ui/CodeBlock'
import { Dialog } from '../../../ui/Dialog'

const FILE = `[llm]
provider = "openai"                     # or "anthropic"
base_url = "http://localhost:11434/v1"  # without it: the provider's own address
model = "qwen3-coder"
api_key_env = "OPENAI_API_KEY"          # the variable that holds the key, if one is needed`

const VARIABLES = `WEIR_LLM__PROVIDER=openai
WEIR_LLM__BASE_URL=http://localhost:11434/v1
WEIR_LLM__MODEL=qwen3-coder
WEIR_LLM__API_KEY_ENV=OPENAI_API_KEY`

export function NoModel() {
  const { t } = useTranslation('query')
  const [opened, setOpened] = useState(false)
  return (
    <p className="ask-none muted">
      {t('ask.noModel')}{' '}
      <button
        type="button"
        className="link"
        onClick={() => {
          setOpened(true)
        }}
      >
        {t('ask.noModelHow')}
      </button>
      <Dialog
        opened={opened}
        wide
        title={t('ask.noModelTitle')}
        onClose={() => {
          setOpened(false)
        }}
      >
        <div className="form">
          <p>{t('ask.noModelText')}</p>
          <CodeBlock text={FILE} />
          <p>{t('ask.noModelEnv')}</p>
          <CodeBlock text={VARIABLES} />
          <p className="muted">{t('ask.noModelTest')}</p>
        </div>
      </Dialog>
    </p>
  )
}
