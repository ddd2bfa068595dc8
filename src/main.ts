#!/usr/bin/env node
// The sluice command. This file must run on any Node since 18: under one that is too old it starts the Node that
// `npm start` has put under .runtime/, else says what to do.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major >= 26 || (major === 24 && minor >= 15)) {
  const { runCli } = await import('./cli/cli.ts')
  process.exitCode = await runCli(process.argv.slice(2))
} else {
  const self = fileURLToPath(import.meta.url)
  const bundled = join(dirname(dirname(self)), `.runtime/node_modules/node-linux-${process.arch}/bin/node`)
  if (existsSync(bundled)) {
    const child = spawn(bundled, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      // Ctrl-C reaches the child by itself, through the terminal's process group.
      process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)))
    }
    child.on('close', (code) => process.exit(code ?? 1))
  } else {
    process.stderr.write(
      `sluice needs Node 26 (or 24.15 and later); this is ${process.version}. Run "npm start" in the checkout once, which fetches it, or install Node 26.\n`,
    )
    process.exitCode = 1
  }
}
