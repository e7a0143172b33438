// What stands in for rows during the first load: nothing for 150 ms, then rows of the true height.
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

export function SkeletonRows({ rows = 10 }: { rows?: number }) {
  const { t } = useTranslation('shared')
  const shown = useAfter(150)
  const told = useAfter(300)
  if (!shown) return <div className="scroll" aria-busy="true" />
  return (
    <div className="scroll" aria-busy="true" role="status">
      <p className={told ? 'muted skel-words' : 'sr'}>{t('loading')}</p>
      <table className="tbl" aria-hidden="true">
        <tbody>
          {Array.from({ length: rows }, (_, index) => (
            <tr key={index}>
              <td>
                <span className="skel" style={{ width: `${String(34 + ((index * 29) % 50))}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function useAfter(ms: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      setPassed(true)
    }, ms)
    return () => {
      clearTimeout(timer)
    }
  }, [ms])
  return passed
}

/** Whole seconds since the first look. */
export function useSeconds(): number {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => {
      setSeconds((before) => before + 1)
    }, 1_000)
    return () => {
      clearInterval(timer)
    }
  }, [])
  return seconds
}
