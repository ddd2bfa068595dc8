import type { KubernetesObject } from './kubernetes-schema.ts'

// What an operator relies on, by name, judged on the objects alone. Each takes the objects and says whether it holds.

// biome-ignore lint/suspicious/noExplicitAny: the schemas say what stands there
type Any = any
type Point = (objects: readonly KubernetesObject[]) => boolean

const of = (objects: readonly KubernetesObject[], kind: string) => objects.filter((object) => object.kind === kind)
const workloads = (objects: readonly KubernetesObject[]) => [
  ...of(objects, 'Deployment'),
  ...of(objects, 'StatefulSet'),
]
const pods = (objects: readonly KubernetesObject[]): Any[] => workloads(objects).map(({ spec }) => spec.template.spec)
const containers = (objects: readonly KubernetesObject[]): Any[] =>
  pods(objects).flatMap((pod) => [...pod.containers, ...(pod.initContainers ?? [])])
const proxy = (objects: readonly KubernetesObject[]): Any => of(objects, 'Deployment')[0]?.spec
const selects = (selector: Record<string, string>, labels: Record<string, string> = {}) =>
  Object.keys(selector).length > 0 && Object.entries(selector).every(([key, value]) => labels[key] === value)

/** The `restricted` pod security standard, field by field. */
export const restricted: Record<string, Point> = {
  'host namespaces are not shared': (all) => pods(all).every((pod) => !pod.hostNetwork && !pod.hostPID && !pod.hostIPC),
  'no container is privileged': (all) => containers(all).every(({ securityContext }) => !securityContext.privileged),
  'every capability is dropped, none is added': (all) =>
    containers(all).every(
      ({ securityContext: { capabilities } }) =>
        capabilities?.drop?.includes('ALL') && (capabilities.add ?? []).length === 0,
    ),
  'privileges are not gained': (all) =>
    containers(all).every(({ securityContext }) => securityContext.allowPrivilegeEscalation === false),
  'nobody is root': (all) =>
    pods(all).every((pod) => pod.securityContext.runAsNonRoot === true && pod.securityContext.runAsUser > 0) &&
    containers(all).every(
      ({ securityContext }) => securityContext.runAsNonRoot !== false && securityContext.runAsUser !== 0,
    ),
  'seccomp is on': (all) =>
    pods(all).every((pod) => pod.securityContext.seccompProfile?.type === 'RuntimeDefault') &&
    containers(all).every(({ securityContext }) => securityContext.seccompProfile?.type !== 'Unconfined'),
  'volumes are of the allowed types': (all) =>
    pods(all).every((pod) =>
      (pod.volumes ?? []).every((volume: object) =>
        Object.keys(volume).every((key) =>
          [
            'name',
            'configMap',
            'secret',
            'emptyDir',
            'projected',
            'persistentVolumeClaim',
            'csi',
            'downwardAPI',
            'ephemeral',
          ].includes(key),
        ),
      ),
    ),
  'no port of a node is taken': (all) =>
    containers(all).every(({ ports = [] }) => ports.every(({ hostPort }: Any) => hostPort === undefined)),
  'sysctls, SELinux and AppArmor are left alone': (all) =>
    pods(all).every(
      ({ securityContext: { sysctls, seLinuxOptions, appArmorProfile } }) =>
        !sysctls && !seLinuxOptions && !appArmorProfile,
    ),
}

export const operations: Record<string, Point> = {
  'root file systems are read-only': (all) =>
    containers(all).every(({ securityContext }) => securityContext.readOnlyRootFilesystem === true),
  'no pod has a token of Kubernetes': (all) =>
    pods(all).every((pod) => pod.automountServiceAccountToken === false) &&
    of(all, 'ServiceAccount').every((account) => account.automountServiceAccountToken === false),
  'no service sets variables': (all) => pods(all).every((pod) => pod.enableServiceLinks === false),
  'pods ask for CPU and memory, and memory is bounded': (all) =>
    containers(all).every(
      ({ resources }) => resources.requests?.cpu && resources.requests?.memory && resources.limits?.memory,
    ),
  'a roll-out takes no pod away before a new one is ready': (all) =>
    proxy(all).strategy.type === 'RollingUpdate' &&
    proxy(all).strategy.rollingUpdate.maxUnavailable === 0 &&
    proxy(all).strategy.rollingUpdate.maxSurge !== 0,
  'readiness asks /readyz on the admin port': (all) => {
    const { readinessProbe, ports } = proxy(all).template.spec.containers[0]
    const port = ports.find(({ name }: Any) => name === readinessProbe.httpGet.port)?.containerPort
    return readinessProbe.httpGet.path === '/readyz' && port === 9901
  },
  'liveness asks /livez, which a drain does not fail': (all) =>
    containers(all).every(({ livenessProbe }) => livenessProbe.httpGet.path === '/livez'),
  'endpoints forget a pod before it is told to stop': (all) => {
    const preStop = proxy(all).template.spec.containers[0].lifecycle?.preStop
    return preStop?.sleep?.seconds > 0 || preStop?.exec?.command?.[0] === 'node'
  },
  'pods spread over zones and nodes': (all) => {
    const spread: Any[] = proxy(all).template.spec.topologySpreadConstraints ?? []
    const labels = proxy(all).template.metadata.labels
    return (
      spread.map(({ topologyKey }) => topologyKey).join() === 'topology.kubernetes.io/zone,kubernetes.io/hostname' &&
      spread.every(({ labelSelector }) => selects(labelSelector.matchLabels, labels))
    )
  },
  'workloads find their pods, and no other workload’s': (all) =>
    workloads(all).every((one) =>
      workloads(all).every(
        (other) => selects(one.spec.selector.matchLabels, other.spec.template.metadata.labels) === (one === other),
      ),
    ),
  'services find pods, and ports that these have': (all) =>
    of(all, 'Service').every(({ spec }) => {
      const found = workloads(all).filter((one) => selects(spec.selector, one.spec.template.metadata.labels))
      const names = found[0]?.spec.template.spec.containers[0].ports.map(({ name }: Any) => name) ?? []
      return found.length === 1 && spec.ports.every(({ targetPort }: Any) => names.includes(targetPort))
    }),
  'no published service leads to the admin port': (all) =>
    of(all, 'Service').every(
      ({ spec }) =>
        spec.clusterIP === 'None' || !spec.ports.some(({ targetPort }: Any) => ['admin', 9901].includes(targetPort)),
    ),
  'the disruption budget covers the proxies': (all) =>
    of(all, 'PodDisruptionBudget').every(({ spec }) =>
      selects(spec.selector.matchLabels, proxy(all).template.metadata.labels),
    ),
  'who scales is one: replicas or the autoscaler': (all) => {
    const scalers = of(all, 'HorizontalPodAutoscaler').filter(
      ({ spec }) => spec.scaleTargetRef.name === of(all, 'Deployment')[0]?.metadata.name,
    )
    return scalers.length === 1
      ? proxy(all).replicas === undefined && scalers[0]?.spec.minReplicas >= 2
      : proxy(all).replicas >= 1
  },
  'everything mounted exists': (all) =>
    pods(all).every((pod, i) => {
      const claims = (workloads(all)[i]?.spec.volumeClaimTemplates ?? []).map(({ metadata }: Any) => metadata.name)
      const names = [...(pod.volumes ?? []).map(({ name }: Any) => name), ...claims]
      return pod.containers.every(({ volumeMounts }: Any) =>
        volumeMounts.every(({ name, subPath }: Any) => names.includes(name) && !subPath),
      )
    }),
  'tokens are files': (all) =>
    containers(all).every(({ env = [] }) => env.every(({ name }: Any) => !/TOKEN$/.test(name))) &&
    !of(all, 'ConfigMap').some(({ data }) => /^\s*token:/m.test(Object.values(data ?? {}).join('\n'))),
  'proxies get the ingest token alone': (all) =>
    (proxy(all).template.spec.volumes as Any[])
      .filter(({ secret }) => secret)
      .every(({ secret }) => secret.items?.map(({ key }: Any) => key).join() === 'ingest'),
  'images have exact versions': (all) =>
    containers(all).every(({ image }) => /(:\d+\.\d+\.\d+|@sha256:[0-9a-f]{64})$/.test(image)),
  'objects are in the release’s namespace': (all) => all.every(({ metadata }) => metadata.namespace === 'sluice'),
}

const ports = (rule: Any): string => (rule.ports ?? []).map(({ port }: Any) => port).join()

/** With networkPolicy.enabled. */
export const network: Record<string, Point> = {
  'every pod has a policy for both directions': (all) =>
    workloads(all).every(({ spec }) =>
      of(all, 'NetworkPolicy').some(
        (policy) =>
          policy.spec.policyTypes.join() === 'Ingress,Egress' &&
          selects(policy.spec.podSelector.matchLabels, spec.template.metadata.labels),
      ),
    ),
  'only the data and the admin port can be reached': (all) =>
    of(all, 'NetworkPolicy')[0]?.spec.ingress.every((rule: Any) => ['8080', '9901'].includes(ports(rule))),
  'the admin port is for those who are named': (all) =>
    of(all, 'NetworkPolicy')[0]?.spec.ingress.every((rule: Any) => ports(rule) !== '9901' || rule.from?.length > 0),
  'proxies reach Kong, DNS and the analysis backend, and nothing else': (all) => {
    const egress: Any[] = of(all, 'NetworkPolicy')[0]?.spec.egress ?? []
    const allowed = of(all, 'StatefulSet').length > 0 ? '8000;53,53;8090' : '8000;53,53'
    return egress.map(ports).join(';') === allowed && egress.every(({ to }) => to?.length > 0)
  },
  'the analysis backend asks nobody, and proxies alone reach it': (all) =>
    of(all, 'StatefulSet').length === 0 ||
    of(all, 'NetworkPolicy').some(
      ({ spec }) =>
        spec.egress === undefined &&
        spec.ingress.length === 1 &&
        spec.ingress[0].from.every(({ podSelector }: Any) =>
          selects(podSelector?.matchLabels ?? {}, proxy(all).template.metadata.labels),
        ),
    ),
}

/** @returns the names of those that don't hold */
export function breachedPoints(objects: readonly KubernetesObject[], points: Record<string, Point>): string[] {
  const holds = (point: Point): boolean => {
    try {
      return Boolean(point(objects))
    } catch {
      // A field that should be there isn't.
      return false
    }
  }
  return Object.keys(points).filter((name) => !holds(points[name] as Point))
}
