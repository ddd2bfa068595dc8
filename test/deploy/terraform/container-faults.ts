import type { Module } from './code.ts'
import { objectsIn } from './expressions.ts'

/**
 * Keys of a container definition on Fargate, `!` where one must stand: the provider's schema has only text there. Names
 * from the models of @aws-sdk/client-ecs 3.1162.0, but for those that it says Fargate doesn't support.
 */
const SHAPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  container: {
    ...plain('name! image! cpu memory memoryReservation essential entryPoint command startTimeout stopTimeout user'),
    ...plain('workingDirectory readonlyRootFilesystem versionConsistency pseudoTerminal interactive dockerLabels'),
    environment: 'pair',
    secrets: 'secret',
    portMappings: 'port',
    mountPoints: 'mount',
    linuxParameters: 'linux',
    logConfiguration: 'log',
    ulimits: 'ulimit',
    healthCheck: 'health',
  },
  pair: plain('name! value!'),
  secret: plain('name! valueFrom!'),
  port: plain('containerPort! hostPort protocol name appProtocol containerPortRange'),
  mount: plain('sourceVolume! containerPath! readOnly'),
  linux: { capabilities: 'capabilities', ...plain('initProcessEnabled') },
  capabilities: plain('drop add'),
  log: { ...plain('logDriver!'), secretOptions: 'secret', options: 'awslogs' },
  awslogs: plain('awslogs-group! awslogs-region! awslogs-stream-prefix! awslogs-create-group mode max-buffer-size'),
  ulimit: plain('name! softLimit! hardLimit!'),
  health: plain('command! interval timeout retries startPeriod'),
}

function plain(names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, '']))
}

/** Keys in `container_definitions` that ECS doesn't know, and those that are missing. */
export async function containerFaults(modules: Iterable<Module>): Promise<string[]> {
  const definitions = [...modules].flatMap(({ resources }) =>
    resources.filter(({ type }) => type === 'aws_ecs_task_definition'),
  )
  const faults = definitions.map(({ path, body }) => {
    const expression = /^\$\{([\s\S]*)\}$/.exec(String(body.container_definitions))?.[1]
    return expression ? shapeFaults(expression, 'container', path) : [`${path}: container_definitions can't be read`]
  })
  return (await Promise.all(faults)).flat()
}

async function shapeFaults(expression: string, shape: string, where: string): Promise<string[]> {
  const known = Object.entries(SHAPES[shape] ?? {})
  const faults: string[] = []
  for (const object of await objectsIn(expression)) {
    for (const [key, value] of Object.entries(object)) {
      const entry = known.find(([name]) => name.replace('!', '') === key)
      if (!entry) faults.push(`${where}: a ${shape} of ECS has no ${key}`)
      else if (entry[1] !== '') faults.push(...(await shapeFaults(value, entry[1], where)))
    }
    for (const [name] of known) {
      if (name.endsWith('!') && !(name.slice(0, -1) in object)) {
        faults.push(`${where}: a ${shape} of ECS needs ${name.slice(0, -1)}`)
      }
    }
  }
  return faults
}
