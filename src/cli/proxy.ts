import type { ConfigInput } from '../config/load.ts'
import { startProxy } from '../proxy/server.ts'
import type { Command, CommandInput } from './command.ts'
import { configFlags, optionList } from './help.ts'
import { untilSignal } from './signals.ts'

/** Where the commands that read the configuration find it. */
export function configInput({ flags }: CommandInput): ConfigInput {
  return { file: flags.config ?? process.env.SLUICE_CONFIG, env: process.env, flags }
}

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
