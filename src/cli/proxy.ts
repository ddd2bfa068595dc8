import { startProxy } from '../proxy/server.ts'
import type { Command } from './command.ts'
import { configInput } from './config-input.ts'
import { configFlags, optionList } from './help.ts'
import { untilSignal } from './signals.ts'

export const proxy: Command = {
  name: 'proxy',
  summary: 'Runs the inline proxy: reads every request, blocks or reports attacks, forwards the rest',
  flags: configFlags,
  notes: optionList(),
  async run(input) {
    // Listened for before anything runs: a signal during the start stops what has been started.
    const stopped = untilSignal()
    const server = await startProxy(configInput(input))
    process.on('SIGHUP', () => void server.reload())
    const { signal, again } = await stopped
    void again.then(() => {
      server.kill()
      process.exit(1)
    })
    // Ctrl-C is a person who waits; SIGTERM a supervisor whose load balancer has to notice first.
    await (signal === 'SIGINT' ? server.stop(0) : server.stop())
    return 0
  },
}
