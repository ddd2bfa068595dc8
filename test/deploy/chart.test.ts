import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { canRender, chartFolder, type RenderOptions, renderChart } from '../../scripts/kubernetes/chart.ts'
import { loadConfig } from '../../src/config/load.ts'
import { required } from '../support/installed.ts'
import { breachedPoints, network, operations, restricted } from './kubernetes-points.ts'
import { type KubernetesObject, readObjects, schemaFaults } from './kubernetes-schema.ts'

const manifests = join(import.meta.dirname, '../../deploy/kubernetes/manifests')
const points = { ...restricted, ...operations, ...network }
const upstream = { url: 'http://kong-gateway-proxy.kong.svc:80' }

/** Every object of a rendering; a text that isn't YAML fails. */
function objectsOf(options: RenderOptions): KubernetesObject[] {
  const { rendered } = renderChart(options)
  return Object.entries(rendered)
    .filter(([name]) => name.endsWith('.yaml'))
    .flatMap(([, text]) => readObjects(text))
}
const only = (objects: readonly KubernetesObject[], kind: string) =>
  objects.find((object) => object.kind === kind) as KubernetesObject

/** What `values.schema.json` says about values, as Helm asks it before it renders. */
const validateValues = new Ajv({ strict: false, allErrors: true }).compile(
  JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8')),
)

/** The configuration that a pod would have, read by Sluice itself. */
function configOf(objects: readonly KubernetesObject[]) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-chart-'))
  const token = join(folder, 'token')
  const file = join(folder, 'sluice.yaml')
  writeFileSync(token, 'a-token-for-tests-0123456789')
  const text = only(objects, 'ConfigMap').data?.['sluice.yaml'] ?? ''
  writeFileSync(file, text.replace('/etc/sluice-tokens/ingest', token))
  return loadConfig({ file, env: { SLUICE_ADMIN_HOST: '0.0.0.0' }, flags: {} })
}

const tokens = { existingSecret: 'sluice-tokens' }
const external = {
  enabled: true,
  storeRef: { name: 'vault' },
  ingest: { key: 'sluice', property: 'ingest' },
  view: { key: 'sluice', property: 'view' },
}
const scenarios: [string, RenderOptions][] = [
  ['the least: an upstream', { values: { config: { upstream } } }],
  ['the monitor-first values', { files: [join(chartFolder, 'values-monitor-first.yaml')] }],
  ['the values of the manifests', { files: [join(manifests, 'values.yaml')] }],
  [
    'tokens from values',
    {
      values: {
        config: { upstream },
        analysis: { enabled: true },
        tokens: { ingest: 'i'.repeat(32), view: 'v'.repeat(32) },
      },
    },
  ],
  [
    'tokens from the External Secrets operator',
    { values: { config: { upstream }, analysis: { enabled: true }, tokens: { externalSecret: external } } },
  ],
  [
    'events to a backend elsewhere',
    { values: { config: { upstream, events: { url: 'http://analysis.security:8090/api/v1/events' } }, tokens } },
  ],
  [
    'a fixed number of pods, another release name',
    { values: { config: { upstream }, autoscaling: { enabled: false }, replicas: 3 }, release: 'edge' },
  ],
  ['an old Kubernetes', { values: { config: { upstream } }, kubeVersion: 'v1.28.4' }],
  [
    'everything that can be set',
    {
      values: {
        image: { digest: `sha256:${'a'.repeat(64)}` },
        imagePullSecrets: [{ name: 'registry' }],
        config: {
          upstream,
          mode: false,
          routes: [{ name: 'imports', path: '/imports/**', body: { maxBytes: 1_073_741_824 } }],
        },
        rollOutConfig: false,
        nodeSelector: { disk: 'ssd' },
        tolerations: [{ key: 'edge', operator: 'Exists', effect: 'NoSchedule' }],
        affinity: { nodeAffinity: {} },
        priorityClassName: 'high',
        podAnnotations: { team: 'edge' },
        podLabels: { team: 'edge' },
        env: { SLUICE_LOG_LEVEL: 'debug', SLUICE_EVENTS_MAX_QUEUED: 1_000_000 },
        service: {
          type: 'LoadBalancer',
          annotations: { a: 'b' },
          loadBalancerClass: 'service.k8s.aws/nlb',
          loadBalancerSourceRanges: ['10.0.0.0/8'],
          externalTrafficPolicy: 'Local',
        },
        tokens,
        analysis: {
          enabled: true,
          maxEvents: 5_000_000,
          consoleHosts: ['console.example.com'],
          persistence: { storageClassName: 'gp3' },
          nodeSelector: { disk: 'ssd' },
          tolerations: [{ key: 'edge', operator: 'Exists' }],
          affinity: { nodeAffinity: {} },
        },
        serviceMonitor: { enabled: true, labels: { release: 'prometheus' } },
        prometheusRule: { enabled: true, labels: { release: 'prometheus' } },
      },
    },
  ],
]

const here = required(canRender(), 'golang-go golang-github-masterminds-sprig-dev')

describe.skipIf(!here)('the chart, rendered', () => {
  let full: KubernetesObject[] = []
  beforeAll(() => {
    full = objectsOf({ files: [join(manifests, 'values.yaml')] })
  })

  test.each(scenarios)(
    '%s: fits the schemas of Kubernetes, keeps every point, and Sluice takes its configuration',
    async (_, options) => {
      expect(validateValues(renderChart(options).values), JSON.stringify(validateValues.errors)).toBe(true)
      const objects = objectsOf(options)
      expect(objects.length).toBeGreaterThan(6)
      for (const object of objects) expect([object.kind, await schemaFaults(object)]).toEqual([object.kind, []])
      expect(breachedPoints(objects, points)).toEqual([])
      expect(configOf(objects).upstream.url).toBe(upstream.url)
    },
  )

  test('a pod has time for its drain, whatever the configuration says of it', () => {
    for (const drain of [{}, { delayMs: 0 }, { delayMs: 15_000, timeoutMs: 60_001 }]) {
      for (const preStopSeconds of [5, 20]) {
        const objects = objectsOf({
          values: { config: { upstream, drain, events: { drainTimeoutMs: 9_000 } }, preStopSeconds },
        })
        const { drain: used, events } = configOf(objects)
        // src/proxy/server.ts: workers that are still there 5 s after all of that are killed.
        const needed = preStopSeconds + (used.delayMs + used.timeoutMs + events.drainTimeoutMs + 5_000) / 1_000
        const { terminationGracePeriodSeconds } = only(objects, 'Deployment').spec.template.spec
        expect(terminationGracePeriodSeconds).toBeGreaterThan(needed)
        expect(terminationGracePeriodSeconds).toBeLessThan(needed + 10)
      }
    }
  })

  test('what depends on the version of Kubernetes', () => {
    const preStop = (kubeVersion: string) =>
      only(objectsOf({ values: { config: { upstream } }, kubeVersion }), 'Deployment').spec.template.spec.containers[0]
        .lifecycle.preStop
    expect(preStop('v1.30.0-eks-1234')).toEqual({ sleep: { seconds: 5 } })
    expect(preStop('v1.29.9')).toEqual({ exec: { command: ['node', '-e', 'setTimeout(() => {}, 5000)'] } })
    expect(() => preStop('v1.26.0')).toThrow('incompatible with Kubernetes v1.26.0')
  })

  test('a change of the configuration rolls pods out, unless that is off', () => {
    const annotations = (config: object, rollOutConfig = true) =>
      only(objectsOf({ values: { config: { upstream, ...config }, rollOutConfig } }), 'Deployment').spec.template
        .metadata.annotations
    expect(annotations({})).toEqual(annotations({}))
    expect(annotations({})).not.toEqual(annotations({ mode: 'block' }))
    expect(annotations({ mode: 'block' }, false)).toBeUndefined()
  })

  test('off is a mode, also where YAML reads it as false; large numbers stay whole', () => {
    const objects = objectsOf(scenarios.at(-1)?.[1] as RenderOptions)
    expect(configOf(objects)).toMatchObject({ mode: 'off', routes: [{ body: { maxBytes: 1_073_741_824 } }] })
    const { env } = only(objects, 'Deployment').spec.template.spec.containers[0]
    expect(env).toContainEqual({ name: 'SLUICE_EVENTS_MAX_QUEUED', value: '1000000' })
    expect(only(objects, 'StatefulSet').spec.template.spec.containers[0].args).toContain('5000000')
  })

  test('proxies send to the analysis backend, under a name that it serves, with the token that it takes', () => {
    const { url, tokenFile } = parse(only(full, 'ConfigMap').data?.['sluice.yaml'] ?? '').events
    const [container] = only(full, 'StatefulSet').spec.template.spec.containers
    const { hostname, port } = new URL(url)
    expect(container.args.at(-1).split(',')).toContain(hostname)
    expect(hostname).toBe(`${only(full, 'StatefulSet').metadata.name}.sluice.svc`)
    expect(port).toBe('8090')
    expect(tokenFile).toBe('/etc/sluice-tokens/ingest')
    expect(container.env[0].value).toBe(tokenFile)
    expect(only(full, 'ExternalSecret').spec.target.name).toBe(
      only(full, 'Deployment').spec.template.spec.volumes.find(({ secret }: { secret?: object }) => secret).secret
        .secretName,
    )
  })

  test('the monitor finds the metrics service, and the rules are those of deploy/observability', () => {
    const monitor = only(full, 'ServiceMonitor').spec
    const service = full.find(({ metadata }) => metadata.name === 'sluice-metrics') as KubernetesObject
    expect(service.metadata.labels).toMatchObject(monitor.selector.matchLabels)
    expect(service.spec.ports.map(({ name }: { name: string }) => name)).toContain(monitor.endpoints[0].port)
    expect(only(full, 'PrometheusRule').spec).toEqual(
      parse(readFileSync(join(chartFolder, 'files/rules.yaml'), 'utf8')),
    )
  })

  test('names fit where Kubernetes cuts them off', () => {
    const objects = objectsOf({
      values: { config: { upstream }, analysis: { enabled: true }, tokens },
      release: 'r'.repeat(53),
    })
    // A StatefulSet's pods carry its name and a hash of ten in a label of at most 63.
    for (const { metadata } of objects) expect(metadata.name.length).toBeLessThanOrEqual(52)
  })

  test.each([
    ['config.upstream.url is required', {}],
    ['events need tokens', { config: { upstream }, analysis: { enabled: true } }],
    ['needs tokens.view', { config: { upstream }, analysis: { enabled: true }, tokens: { ingest: 'i'.repeat(32) } }],
    [
      'tokens.externalSecret.view.key is required',
      { config: { upstream }, analysis: { enabled: true }, tokens: { externalSecret: { ...external, view: {} } } },
    ],
  ])('without what it needs it says: %s', (message, values) => {
    expect(() => renderChart({ values })).toThrow(message)
  })

  test('NOTES.txt tells where traffic goes and what is still open', () => {
    const notes = (values: object) => renderChart({ values }).rendered['templates/NOTES.txt']
    expect(notes({ config: { upstream } })).toMatch(
      /mode monitor[\s\S]*sluice\.sluice\.svc:80[\s\S]*trustedProxies is empty[\s\S]*dataFrom is empty/,
    )
    expect(
      notes({
        config: { upstream, mode: 'block', trustedProxies: ['10.0.0.0/8'] },
        networkPolicy: { dataFrom: [{ podSelector: {} }] },
      }),
    ).not.toContain('NOTE')
  })

  describe('planted faults', () => {
    /** Gets the first object of each kind, and all. */
    type Change = (first: Record<string, KubernetesObject>, all: KubernetesObject[]) => void
    const planted = (change: Change) => {
      const copy = structuredClone(full)
      change(Object.fromEntries([...copy].reverse().map((object) => [object.kind, object])), copy)
      return copy
    }
    // biome-ignore lint/suspicious/noExplicitAny: faults go where they like
    const pod = (objects: Record<string, KubernetesObject>): any => objects.Deployment?.spec.template.spec
    const first = (objects: Record<string, KubernetesObject>) => pod(objects).containers[0]

    test.each<[string, Change]>([
      ['an unknown field', (o) => Object.assign(pod(o), { securityContexts: {} })],
      ['a field in the wrong place', (o) => Object.assign(pod(o), { readOnlyRootFilesystem: true })],
      ['a misspelt field of a container', (o) => Object.assign(first(o), { readynessProbe: {} })],
      ['a number that is text', (o) => Object.assign(pod(o), { terminationGracePeriodSeconds: '45' })],
      ['a required field that is missing', (o) => delete first(o).name],
      [
        'a value outside its enumeration',
        (o) => Object.assign(o.PodDisruptionBudget?.spec, { unhealthyPodEvictionPolicy: 'Always' }),
      ],
      ['an unknown kind', (o) => Object.assign(o.Deployment as object, { kind: 'Deploiment' })],
      [
        'an unknown version',
        (o) => Object.assign(o.HorizontalPodAutoscaler as object, { apiVersion: 'autoscaling/v9' }),
      ],
      [
        'an unknown field of a ServiceMonitor',
        (o) => Object.assign(o.ServiceMonitor?.spec.endpoints[0], { every: '15s' }),
      ],
      ['an unknown field of an ExternalSecret', (o) => Object.assign(o.ExternalSecret?.spec, { store: 'x' })],
      [
        'an unknown field of a policy',
        (o) => Object.assign(o.NetworkPolicy?.spec.egress[0].to[0], { namespace: 'kong' }),
      ],
    ])('the schemas find %s', async (_, change) => {
      const faults = await Promise.all(planted(change).map(schemaFaults))
      expect(faults.flat()).not.toEqual([])
    })

    const faults: [string, Change][] = [
      ['host namespaces are not shared', (o) => Object.assign(pod(o), { hostNetwork: true })],
      ['no container is privileged', (o) => Object.assign(first(o).securityContext, { privileged: true })],
      [
        'every capability is dropped, none is added',
        (o) => Object.assign(first(o).securityContext.capabilities, { drop: [] }),
      ],
      [
        'every capability is dropped, none is added',
        (o) => Object.assign(first(o).securityContext.capabilities, { add: ['NET_ADMIN'] }),
      ],
      ['privileges are not gained', (o) => delete first(o).securityContext.allowPrivilegeEscalation],
      ['nobody is root', (o) => Object.assign(pod(o).securityContext, { runAsNonRoot: false })],
      ['nobody is root', (o) => Object.assign(first(o).securityContext, { runAsUser: 0 })],
      ['seccomp is on', (o) => delete pod(o).securityContext.seccompProfile],
      ['volumes are of the allowed types', (o) => pod(o).volumes.push({ name: 'host', hostPath: { path: '/' } })],
      ['no port of a node is taken', (o) => Object.assign(first(o).ports[0], { hostPort: 80 })],
      ['sysctls, SELinux and AppArmor are left alone', (o) => Object.assign(pod(o).securityContext, { sysctls: [{}] })],
      [
        'root file systems are read-only',
        (o) => Object.assign(first(o).securityContext, { readOnlyRootFilesystem: false }),
      ],
      ['no pod has a token of Kubernetes', (o) => delete pod(o).automountServiceAccountToken],
      ['no service sets variables', (o) => delete pod(o).enableServiceLinks],
      ['pods ask for CPU and memory, and memory is bounded', (o) => delete first(o).resources.limits],
      [
        'a roll-out takes no pod away before a new one is ready',
        (o) => Object.assign(o.Deployment?.spec.strategy.rollingUpdate, { maxUnavailable: 1 }),
      ],
      [
        'readiness asks /readyz on the admin port',
        (o) => Object.assign(first(o).readinessProbe.httpGet, { port: 'data' }),
      ],
      [
        'liveness asks /livez, which a drain does not fail',
        (o) => Object.assign(first(o).livenessProbe.httpGet, { path: '/readyz' }),
      ],
      ['endpoints forget a pod before it is told to stop', (o) => delete first(o).lifecycle],
      ['pods spread over zones and nodes', (o) => pod(o).topologySpreadConstraints.pop()],
      [
        'workloads find their pods, and no other workload’s',
        (o) => delete o.Deployment?.spec.selector.matchLabels['app.kubernetes.io/component'],
      ],
      [
        'services find pods, and ports that these have',
        (o) => Object.assign(o.Service?.spec.ports[0], { targetPort: 'web' }),
      ],
      [
        'no published service leads to the admin port',
        (o) => Object.assign(o.Service?.spec.ports[0], { targetPort: 'admin' }),
      ],
      [
        'the disruption budget covers the proxies',
        (o) => Object.assign(o.PodDisruptionBudget?.spec.selector, { matchLabels: { app: 'x' } }),
      ],
      ['who scales is one: replicas or the autoscaler', (o) => Object.assign(o.Deployment?.spec, { replicas: 2 })],
      ['everything mounted exists', (o) => Object.assign(first(o).volumeMounts[0], { name: 'other' })],
      ['everything mounted exists', (o) => Object.assign(first(o).volumeMounts[0], { subPath: 'sluice.yaml' })],
      ['tokens are files', (o) => first(o).env.push({ name: 'SLUICE_EVENTS_TOKEN', value: 'x' })],
      ['proxies get the ingest token alone', (o) => delete pod(o).volumes[1].secret.items],
      ['images have exact versions', (o) => Object.assign(first(o), { image: 'sluice:latest' })],
      [
        'objects are in the release’s namespace',
        (o) => Object.assign(o.ConfigMap?.metadata as object, { namespace: 'default' }),
      ],
      [
        'every pod has a policy for both directions',
        (o) => Object.assign(o.NetworkPolicy?.spec, { policyTypes: ['Ingress'] }),
      ],
      ['only the data and the admin port can be reached', (o) => delete o.NetworkPolicy?.spec.ingress[0].ports],
      ['the admin port is for those who are named', (o) => delete o.NetworkPolicy?.spec.ingress[1].from],
      [
        'proxies reach Kong, DNS and the analysis backend, and nothing else',
        (o) => o.NetworkPolicy?.spec.egress.push({}),
      ],
      [
        'proxies reach Kong, DNS and the analysis backend, and nothing else',
        (o) => delete o.NetworkPolicy?.spec.egress[0].to,
      ],
      [
        'the analysis backend asks nobody, and proxies alone reach it',
        (_, all) =>
          all.findLast(({ kind }) => kind === 'NetworkPolicy')?.spec.ingress[0].from.push({ namespaceSelector: {} }),
      ],
    ]
    test.each(faults)('%s', (point, change) => {
      expect(breachedPoints(planted(change), points)).toContain(point)
    })

    test('each point has one', () => {
      expect([...new Set(faults.map(([point]) => point))].sort()).toEqual(Object.keys(points).sort())
    })
  })
})

describe('values.schema.json', () => {
  const defaults = parse(readFileSync(join(chartFolder, 'values.yaml'), 'utf8'))
  test('takes the defaults, and knows each of them', () => {
    expect(validateValues(defaults), JSON.stringify(validateValues.errors)).toBe(true)
    const schema = JSON.parse(readFileSync(join(chartFolder, 'values.schema.json'), 'utf8'))
    expect(
      Object.keys(schema.properties)
        .filter((name) => name !== 'global')
        .sort(),
    ).toEqual(Object.keys(defaults).sort())
  })
  test.each<[string, object]>([
    ['an unknown value', { replicaCount: 3 }],
    ['an unknown value further in', { service: { ...defaults.service, ports: 80 } }],
    ['another type', { replicas: 'two' }],
    ['a mode that is none', { config: { upstream, mode: 'blocking' } }],
    ['an upstream with a path', { config: { upstream: { url: 'http://kong/api' } } }],
    ['a token in the configuration, which is no secret', { config: { upstream, events: { token: 'x' } } }],
    ['a token in the environment', { env: { SLUICE_EVENTS_TOKEN: 'x' } }],
    ['a port that the pod does not have', { config: { upstream, listen: { port: 80 } } }],
    ['a token that is too short', { tokens: { ...defaults.tokens, ingest: 'short' } }],
    ['a digest that is none', { image: { ...defaults.image, digest: 'sha256:abc' } }],
    ['no time before SIGTERM', { preStopSeconds: 0 }],
  ])('refuses %s', (_, values) => expect(validateValues({ ...defaults, ...values })).toBe(false))
})

describe('the manifests as they are in the repository', () => {
  const files = readdirSync(manifests, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.yaml') && !/values|kustomization/.test(name),
  )
  test('fit the schemas and keep every point', async () => {
    const objects = files.flatMap((name) => readObjects(readFileSync(join(manifests, name), 'utf8')))
    for (const object of objects) expect([object.kind, await schemaFaults(object)]).toEqual([object.kind, []])
    expect(
      breachedPoints(
        objects.filter(({ kind }) => kind !== 'Namespace'),
        points,
      ),
    ).toEqual([])
    expect(configOf(objects).mode).toBe('monitor')
  })
  test('kustomization.yaml names each, those of operators in comments', () => {
    const text = readFileSync(join(manifests, 'kustomization.yaml'), 'utf8')
    const { resources } = parse(text) as { resources: string[] }
    for (const name of resources) expect([name, existsSync(join(manifests, name))]).toEqual([name, true])
    for (const name of files) expect([name, text.includes(`- ${name}`)]).toEqual([name, true])
  })
})
