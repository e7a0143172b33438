// A few choices side by side, one of them taken.

export type Segment<T extends string> = { value: T; label: string; count?: number | undefined }

type Props<T extends string> = {
  label: string
  value: T
  segments: readonly Segment<T>[]
  onChange: (value: T) => void
}

export function Segments<T extends string>({ label, value, segments, onChange }: Props<T>) {
  return (
    <div className="seg" role="group" aria-label={label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          aria-pressed={segment.value === value}
          onClick={() => {
            onChange(segment.value)
          }}
        >
          {segment.label}
          {segment.count === undefined ? null : <small className="muted">{segment.count}</small>}
        </button>
      ))}
    </div>
  )
}
