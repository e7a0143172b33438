// The mark: water over a weir.

export function Logo({ size = 20 }: { size?: number }) {
  return (
    <svg
      className="logo"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.1"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 6.5h9.5c3.4 0 3.6 3 4 6s.9 6 4 6H22" />
      <path d="M2 11.5h6.5c2 0 2.6 1.7 2.6 3.8v5.2" opacity=".55" />
    </svg>
  )
}
