import { CopyButton } from './copy-button.tsx'

const PROXY_PORT = 8080

/** What stands where the list would: how to get a first event, or how to see the others again. */
export function EmptyState({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <div class="empty">
        <p>No event matches these filters.</p>
        <button type="button" class="primary" onClick={onClear}>
          Clear filters
        </button>
      </div>
    )
  }
  const curl = `curl -i 'http://${location.hostname}:${PROXY_PORT}/search?q=%27%20or%201%3D1--'`
  return (
    <div class="empty">
      <p class="empty-title">Nothing has been found yet.</p>
      <p>Send a first attack through the proxy. It shows up here within two seconds:</p>
      <div class="command">
        <code>{curl}</code>
        <CopyButton text={curl} label="Copy the command" />
      </div>
    </div>
  )
}
