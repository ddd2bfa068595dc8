// The container's health check: exit code 0 if the address answers 2xx within three seconds, else 1.
//
//   node health.mjs [URL]    default: /livez on the proxy's admin port
//
// A file of its own without imports: it starts in a tenth of a second, where the `sluice` command takes nearly one.
const url = process.argv[2] ?? `http://127.0.0.1:${process.env.SLUICE_ADMIN_PORT ?? 9901}/livez`
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(3_000), redirect: 'error' })
  if (!response.ok) throw new Error(`status ${response.status}`)
} catch (error) {
  console.error(`${url}: ${error.cause?.message ?? error.message}`)
  process.exitCode = 1
}
