// The drawing beside the form: water going over a weir.

const LINES = Array.from({ length: 24 }, (_, n) => {
  const x = 320 - n * 10
  const y = 170 + n * 13
  const path = `M-20 ${String(y)} H${String(x)} C${String(x + 130)} ${String(y)} ${String(x + 186)} ${String(y + 86 - n)} ${String(x + 212)} ${String(y + 240 - n * 3)} S${String(x + 278 - n)} ${String(650 + n * 7.5)} ${String(x + 400)} ${String(650 + n * 7.5)} H760`
  return { path, opacity: (0.95 - n * 0.034).toFixed(2) }
})

export function StreamDrawing() {
  return (
    <div className="art" aria-hidden="true">
      <svg viewBox="0 0 720 900" preserveAspectRatio="xMidYMid slice">
        <g fill="none" strokeWidth="1.25">
          {LINES.map((line) => (
            <path key={line.path} d={line.path} opacity={line.opacity} />
          ))}
        </g>
      </svg>
    </div>
  )
}
