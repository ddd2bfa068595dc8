/** The first SIGINT or SIGTERM, and a promise for the second. */
export function untilSignal(): Promise<{ signal: NodeJS.Signals; again: Promise<void> }> {
  return new Promise((resolve) => {
    let second: () => void
    const again = new Promise<void>((resolveAgain) => {
      second = resolveAgain
    })
    let first = true
    const onSignal = (signal: NodeJS.Signals) => {
      if (first) {
        first = false
        resolve({ signal, again })
      } else second()
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
}
