import { useEffect, useRef, useState } from 'preact/hooks'
import { signIn } from './api.ts'
import { Logo } from './header.tsx'

const EXPIRED = 'This sign-in link has been used, or is older than ten minutes. Sign in with the view token instead.'

export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [problem, setProblem] = useState(() => (location.hash === '#signin=expired' ? EXPIRED : ''))
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])

  const submit = async (submitted: Event) => {
    submitted.preventDefault()
    const token = field.current?.value.trim() ?? ''
    if (token === '' || busy) return
    setBusy(true)
    const refusal = await signIn(token)
    setBusy(false)
    if (refusal === null) {
      if (location.hash.startsWith('#signin=')) history.replaceState(null, '', '/')
      onSignedIn()
    } else {
      setProblem(refusal)
      field.current?.select()
    }
  }

  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1>
          <Logo />
        </h1>
        {problem !== '' && (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <label for="token">View token</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="current-password"
          required
          spellcheck={false}
          aria-describedby="token-help"
        />
        <p id="token-help" class="help">
          <code>sluice demo</code> prints it. Elsewhere it stands in <code>SLUICE_VIEW_TOKEN</code> of the analysis
          backend.
        </p>
        <button type="submit" class="primary" disabled={busy}>
          Sign in
        </button>
      </form>
    </main>
  )
}
