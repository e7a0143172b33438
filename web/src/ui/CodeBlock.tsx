// Text of a machine: monospaced, never wrapped, with a copy button.
import { CopyIcon } from './CopyButton'

export function CodeBlock({ text, label }: { text: string; label?: string }) {
  return (
    <div className="codebox">
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="code" tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyIcon text={text} className="copy" />
    </div>
  )
}
