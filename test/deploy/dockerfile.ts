/** An instruction of a Dockerfile: `COPY --from=build /a b` is COPY, { from: 'build' }, `/a b`. */
export interface Instruction {
  readonly keyword: string
  readonly flags: Readonly<Record<string, string>>
  readonly text: string
}

export interface Stage {
  readonly name: string
  readonly base: string
  readonly instructions: readonly Instruction[]
}

/** Reads what our Dockerfile uses of the language: continued lines, comments, ARG before FROM, named stages. */
export function parseDockerfile(source: string): Stage[] {
  const lines = source
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const globals: Record<string, string> = {}
  const stages: { name: string; base: string; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const [, keyword = '', flagText = '', text = ''] = /^(\S+)((?:\s+--\S+)*)\s+(.*)$/.exec(line) ?? []
    const flags = Object.fromEntries(
      [...flagText.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, name, value]) => [name as string, value as string]),
    )
    const stage = stages.at(-1)
    if (keyword === 'FROM') {
      const [, image = '', name = ''] = /^(\S+)(?:\s+AS\s+(\S+))?$/.exec(text) ?? []
      const base = image.replace(/^\$\{(\w+)\}$/, (_, variable: string) => globals[variable] ?? '')
      stages.push({ name, base, instructions: [] })
    } else if (stage) stage.instructions.push({ keyword, flags, text: text.replaceAll(/\s+/g, ' ') })
    else if (keyword === 'ARG') globals[text.split('=')[0] as string] = text.slice(text.indexOf('=') + 1)
  }
  return stages
}

/** Values of the ENV instructions of a stage, without ones that refer to others. */
export function environmentOf(stage: Stage): Record<string, string> {
  const pairs = stage.instructions
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ text }) => text.split(' ').map((pair) => pair.split('=') as [string, string]))
  return Object.fromEntries(pairs)
}

/** What an operator relies on, by name. @returns the points that don't hold */
export function breachedPoints(source: string): string[] {
  const stages = parseDockerfile(source)
  const final = stages.at(-1) as Stage
  const last = (keyword: string) => final.instructions.findLast((one) => one.keyword === keyword)?.text ?? ''
  const all = stages.flatMap(({ instructions }) => instructions)
  const isExecForm = (text: string) => /^\[("[^"]*"(, )?)+\]$/.test(text)
  const points: Record<string, boolean> = {
    'several stages': stages.length > 1,
    'every base has an exact version': stages.every(({ base }) =>
      /^node:26\.\d+\.\d+-\w+-slim(@sha256:\w+)?$/.test(base),
    ),
    'the final stage compiles nothing': !final.instructions.some(
      ({ keyword, text }) => keyword === 'RUN' && /\b(npm (ci|install|rebuild)|apt-get|g\+\+)\b/.test(text),
    ),
    'packages come from the lock file': !all.some(
      ({ keyword, text }) => keyword === 'RUN' && /npm (install|i|add|update)\b/.test(text),
    ),
    'only production dependencies ship': stages.some(
      ({ name, instructions }) =>
        instructions.some(({ keyword, text }) => keyword === 'RUN' && /npm ci .*--omit=dev/.test(text)) &&
        final.instructions.some(({ flags, text }) => flags.from === name && text.includes('node_modules')),
    ),
    'a numeric user that is not root': /^[1-9]\d*:[1-9]\d*$/.test(last('USER')),
    'SIGTERM stops it': last('STOPSIGNAL') === 'SIGTERM',
    'the health check needs no shell': /^CMD \[/.test(last('HEALTHCHECK')) && isExecForm(last('HEALTHCHECK').slice(4)),
    'node gets the signals: no shell between': isExecForm(last('ENTRYPOINT')) && isExecForm(last('CMD')),
    'the admin port can be reached': environmentOf(final).SLUICE_ADMIN_HOST === '0.0.0.0',
    'no secret in the environment': !all.some(
      ({ keyword, text }) => /^(ENV|ARG)$/.test(keyword) && /token|secret/i.test(text),
    ),
    'nothing is fetched by URL': !all.some(({ keyword }) => keyword === 'ADD'),
    'labels tell version, revision, source of the base and licence': [
      'version',
      'revision',
      'base.name',
      'licenses',
    ].every((name) => last('LABEL').includes(`org.opencontainers.image.${name}=`)),
  }
  return Object.keys(points).filter((name) => !points[name])
}
