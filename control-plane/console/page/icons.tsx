import type { ReactNode } from 'react'

/** Line drawings on a 24-unit grid; each stands beside words or in a labelled button, so none has a name of its own. */
function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  )
}

export const CheckIcon = () => (
  <Icon>
    <path d="M5 12.5l4.5 4.500L19 7.5" />
  </Icon>
)
export const CrossIcon = () => (
  <Icon>
    <path d="M7 7l10 10M17 7L7 17" />
  </Icon>
)
export const EqualsIcon = () => (
  <Icon>
    <path d="M6 9.500h12M6 14.500h12" />
  </Icon>
)
export const CopyIcon = () => (
  <Icon>
    <rect x="9" y="9" width="11" height="11" rx="2" />
    <path d="M15 5.500V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h.5" />
  </Icon>
)
export const DownloadIcon = () => (
  <Icon>
    <path d="M12 4v11m-4.5-4.500L12 15l4.5-4.500M5 19.500h14" />
  </Icon>
)
export const BackIcon = () => (
  <Icon>
    <path d="M14.5 5.500L8 12l6.5 6.5" />
  </Icon>
)
export const SignOutIcon = () => (
  <Icon>
    <path d="M14 4.500H6.500A1.5 1.5 0 0 0 5 6v12a1.5 1.5 0 0 0 1.5 1.500H14M10 12h10m-3.5-3.500L20 12l-3.5 3.5" />
  </Icon>
)
export const SunIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="4" />
    <path d="M12 3v1.500M12 19.500V21M3 12h1.500M19.5 12H21M5.6 5.600l1.1 1.100M17.3 17.300l1.1 1.100M5.6 18.400l1.1-1.100M17.3 6.700l1.1-1.1" />
  </Icon>
)
export const MoonIcon = () => (
  <Icon>
    <path d="M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z" />
  </Icon>
)
export const AutoIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 3.500v17a8.5 8.5 0 0 0 0-17z" fill="currentColor" />
  </Icon>
)
