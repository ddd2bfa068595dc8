import type { Connection } from './live.ts'

const WORDS: Record<Connection, string> = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'Connection lost, retrying',
  'signed out': 'Signed out',
}

export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 24 24" width="26" height="26" aria-hidden="true">
        <rect class="logo-ground" width="24" height="24" rx="6" />
        <path class="logo-gate" d="M12 4.5v6.5M7.5 8h9" />
        <path class="logo-water" d="M4.5 14.2c2.5-2 5-2 7.5 0s5 2 7.5 0M4.5 18.7c2.5-2 5-2 7.5 0s5 2 7.5 0" />
      </svg>
      Sluice
    </span>
  )
}

export function Header({ connection, onSignOut }: { connection: Connection; onSignOut: () => void }) {
  return (
    <header class="header">
      <h1>
        <Logo />
      </h1>
      <p class={`connection is-${connection}`} role="status">
        <span class="connection-dot" aria-hidden="true" />
        {WORDS[connection]}
      </p>
      <button type="button" class="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  )
}
