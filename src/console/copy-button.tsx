import { useEffect, useState } from 'preact/hooks'

/** Copies text and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 2_000)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => {
    // There is no clipboard on plain http off this machine.
    if (navigator.clipboard === undefined) setState('failed')
    else
      navigator.clipboard.writeText(text).then(
        () => setState('copied'),
        () => setState('failed'),
      )
  }
  const words = { idle: 'Copy', copied: 'Copied', failed: 'Can’t copy' }[state]
  return (
    <button type="button" class="copy" aria-label={state === 'idle' ? label : words} onClick={copy}>
      <span aria-live="polite">{words}</span>
    </button>
  )
}
