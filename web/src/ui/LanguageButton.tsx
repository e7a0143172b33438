// The other language, in its own words.
import { Button } from '@mantine/core'
import { Languages } from 'lucide-react'
import { useLanguage } from '../i18n/language'

export function LanguageButton() {
  const { language, setLanguage } = useLanguage()
  const other = language === 'en' ? 'zh' : 'en'
  return (
    <Button
      variant="subtle"
      leftSection={<Languages size={14} />}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      onClick={() => {
        setLanguage(other)
      }}
    >
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  )
}
