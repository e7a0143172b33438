// Which language the console speaks: the one chosen here before, else the browser's.
import i18next from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Language } from '../lib/format'
import { load, save } from '../lib/storage'

const KEY = 'language'

export function preferredLanguage(): Language {
  const chosen = load(KEY)
  if (chosen === 'en' || chosen === 'zh') return chosen
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

export function useLanguage(): { language: Language; setLanguage: (language: Language) => void } {
  const { i18n } = useTranslation()
  return {
    language: i18n.language === 'zh' ? 'zh' : 'en',
    setLanguage: (language) => {
      save(KEY, language)
      void i18n.changeLanguage(language)
    },
  }
}

/** Keeps `lang` on the document true, for screen readers, fonts and the API's own messages. */
export function followLanguage(): void {
  const apply = (language: string) => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  }
  apply(i18next.language)
  i18next.on('languageChanged', apply)
}
