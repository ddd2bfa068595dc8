import type { Body, Module, Resource } from './code.ts'

/** What must hold of the code whatever else changes. */
export interface Policy {
  readonly name: string
  holds(code: Code): boolean
}

/** The modules, with ways to look into them. */
export class Code {
  readonly #modules: ReadonlyMap<string, Module>
  constructor(modules: ReadonlyMap<string, Module>) {
    this.#modules = modules
  }

  module(name: string): Module {
    const found = this.#modules.get(`terraform/modules/${name}`)
    if (!found) throw new Error(`there is no module ${name}`)
    return found
  }

  /** Bodies of one type in the modules (not the examples), or of one resource: `aws_lb`, `sluice/aws_lb.this`. */
  bodies(type: string): Body[] {
    const [folder, address] = type.includes('/') ? (type.split('/') as [string, string]) : [undefined, type]
    const [wanted, label] = address.split('.')
    const fits = (resource: Resource) => resource.type === wanted && (!label || resource.name === label)
    const bodies = [...this.#modules.values()]
      .filter(
        (module) => module.folder.startsWith('terraform/modules/') && (!folder || module.folder.endsWith(`/${folder}`)),
      )
      .flatMap((module) => module.resources.filter(fits).map(({ body }) => body))
    // A policy over nothing would hold for ever.
    if (bodies.length === 0) throw new Error(`there is no ${type}`)
    return bodies
  }

  body(address: string): Body {
    return this.bodies(address)[0] as Body
  }

  /** Text of the containers of a task definition: an expression, in which fmt has aligned the equals signs. */
  containers(folder: string): string {
    return String(this.body(`${folder}/aws_ecs_task_definition.this`).container_definitions).replace(/ +/g, ' ')
  }
}

const block = (body: Body, name: string): Body => (body[name] as Body[] | undefined)?.[0] ?? {}
const FOLDERS = ['sluice', 'analysis']
const rules = (code: Code) => [
  ...code.bodies('aws_vpc_security_group_ingress_rule'),
  ...code.bodies('aws_vpc_security_group_egress_rule'),
]
/** Rules of a group by name, with their port and the other side. */
const ways = (code: Code, direction: 'ingress' | 'egress', group: string) =>
  code
    .bodies(`sluice/aws_vpc_security_group_${direction}_rule`)
    .filter((body) => body.security_group_id === `\${${group}}`)
    .map((body) => {
      const other = body.referenced_security_group_id ?? body.prefix_list_id ?? body.cidr_ipv4
      return `${body.from_port} ${other}`.replace(/\$\{|\}/g, '')
    })
    .sort()
const equal = (a: readonly string[], b: readonly string[]) => JSON.stringify(a) === JSON.stringify([...b].sort())
const statements = (code: Code): Body[] =>
  code.bodies('aws_iam_policy_document').flatMap((body) => {
    const dynamic = (body.dynamic as { statement?: { content: Body[] }[] } | undefined)?.statement ?? []
    return [...((body.statement ?? []) as Body[]), ...dynamic.flatMap(({ content }) => content)]
  })
const defaultOf = (code: Code, name: string): unknown => code.module('sluice').variables[name]?.default

export const policies: readonly Policy[] = [
  {
    name: 'the load balancer refuses ambiguous requests and invalid header fields',
    holds: (code) => {
      const { desync_mitigation_mode, drop_invalid_header_fields } = code.body('aws_lb')
      return desync_mitigation_mode === 'strictest' && drop_invalid_header_fields === true
    },
  },
  {
    name: 'the load balancer appends to X-Forwarded-For and keeps Host',
    holds: (code) => {
      const { xff_header_processing_mode, preserve_host_header } = code.body('aws_lb')
      return xff_header_processing_mode === 'append' && preserve_host_header === true
    },
  },
  {
    name: 'the load balancer is protected against deletion by default',
    holds: (code) =>
      code.body('aws_lb').enable_deletion_protection === '${var.deletion_protection}' &&
      defaultOf(code, 'deletion_protection') === true,
  },
  {
    name: 'requests are forwarded over HTTPS alone',
    holds: (code) => {
      const forwards = code.bodies('aws_lb_listener').filter((body) => block(body, 'default_action').type === 'forward')
      return forwards.length > 0 && forwards.every(({ protocol, ssl_policy }) => protocol === 'HTTPS' && ssl_policy)
    },
  },
  {
    name: 'plain HTTP is redirected to HTTPS',
    holds: (code) => {
      const { default_action, port } = code.body('sluice/aws_lb_listener.redirect')
      const redirect = block((default_action as Body[])[0] as Body, 'redirect')
      return port === 80 && redirect.protocol === 'HTTPS' && redirect.status_code === 'HTTP_301'
    },
  },
  {
    name: 'TLS is 1.2 or later',
    holds: (code) => /-TLS13-1-[23]/.test(String(defaultOf(code, 'ssl_policy'))),
  },
  {
    name: 'the target group speaks HTTP/1.1 to addresses',
    holds: (code) => {
      const { target_type, protocol, protocol_version } = code.body('sluice/aws_lb_target_group.this')
      return target_type === 'ip' && protocol === 'HTTP' && protocol_version === 'HTTP1'
    },
  },
  {
    name: 'health is asked for at /readyz of the admin port',
    holds: (code) => {
      const { port, path, matcher } = block(code.body('sluice/aws_lb_target_group.this'), 'health_check')
      return port === '${tostring(local.admin_port)}' && path === '/readyz' && matcher === '200'
    },
  },
  {
    name: 'ports are those of Sluice',
    holds: (code) => {
      const { data_port, admin_port, analysis_port } = code.module('sluice').locals
      return data_port === 8080 && admin_port === 9901 && analysis_port === 8090
    },
  },
  {
    name: 'deregistration takes as long as requests in flight may',
    holds: (code) =>
      code.body('sluice/aws_lb_target_group.this').deregistration_delay === '${local.deregistration_delay_seconds}' &&
      code.module('sluice').locals.deregistration_delay_seconds === '${var.drain.delay + var.drain.flight}',
  },
  {
    name: 'the stop timeout covers the whole drain',
    holds: (code) =>
      code.containers('sluice').includes('stopTimeout = local.stop_timeout_seconds') &&
      code.module('sluice').locals.stop_timeout_seconds ===
        '${var.drain.delay + var.drain.flight + var.drain.events + 10}',
  },
  {
    name: 'containers have a read-only root and no capabilities',
    holds: (code) =>
      FOLDERS.every((folder) => {
        const text = code.containers(folder)
        return text.includes('readonlyRootFilesystem = true') && text.includes('drop = ["ALL"]')
      }),
  },
  {
    name: 'containers run as a numeric user that is not root',
    holds: (code) =>
      FOLDERS.every((folder) => code.containers(folder).includes('user = "${var.run_as.uid}:${var.run_as.gid}"')) &&
      String(block(code.module('sluice').variables.run_as as Body, 'validation').condition) ===
        '${var.run_as.uid > 0 && var.run_as.gid > 0}',
  },
  {
    name: 'tokens come from Secrets Manager, never as plain environment',
    holds: (code) =>
      FOLDERS.every((folder) => {
        const text = code.containers(folder)
        const fromSecrets = /name = "SLUICE_\w*TOKEN", valueFrom = var\.\w+_secret_arn/.test(text)
        return fromSecrets && !/_TOKEN"?,? (value )?= /.test(text)
      }) && !/_TOKEN\b/.test(JSON.stringify(code.module('sluice').locals.module_environment)),
  },
  {
    name: 'no secret’s value is read or made here, so that none is in the state',
    holds: (code) =>
      ['sluice', 'analysis', 'network'].every((folder) =>
        code.module(folder).resources.every(({ type }) => !/secretsmanager_secret|ssm_parameter|random_/.test(type)),
      ),
  },
  {
    name: 'the proxy has no task role, the backend one that only mounts its folder',
    holds: (code) => {
      const task = code.body('analysis/aws_iam_policy_document.task')
      return (
        !('task_role_arn' in code.body('sluice/aws_ecs_task_definition.this')) &&
        JSON.stringify((task.statement as Body[]).map(({ actions }) => actions)) ===
          '[["elasticfilesystem:ClientMount","elasticfilesystem:ClientWrite"]]'
      )
    },
  },
  {
    name: 'nobody can open a shell in a task',
    holds: (code) => code.bodies('aws_ecs_service').every((body) => !('enable_execute_command' in body)),
  },
  {
    name: 'roles may do named things to named resources',
    holds: (code) =>
      statements(code).every(({ effect, actions, resources }) => {
        if (effect === 'Deny') return true
        const named = (actions as string[]).every((action) => !action.includes('*'))
        const anywhere = JSON.stringify(resources ?? []).includes('"*"')
        return named && (!anywhere || JSON.stringify(actions) === '["ecr:GetAuthorizationToken"]')
      }),
  },
  {
    name: 'only ECS tasks of this account take the roles',
    holds: (code) => {
      const assume = block(code.body('sluice/aws_iam_policy_document.assume'), 'statement')
      const variables = (assume.condition as Body[]).map(({ variable }) => variable)
      return (
        JSON.stringify(block(assume, 'principals').identifiers) === '["ecs-tasks.amazonaws.com"]' &&
        variables.includes('aws:SourceAccount') &&
        variables.includes('aws:SourceArn')
      )
    },
  },
  {
    name: 'Sluice is reached from the load balancer, its admin port from monitoring too',
    holds: (code) =>
      equal(ways(code, 'ingress', 'aws_security_group.sluice.id'), [
        // One rule for each of the two ports.
        'each.value aws_security_group.load_balancer.id',
        'local.admin_port var.monitoring_security_group_ids[count.index]',
      ]) &&
      JSON.stringify(code.body('sluice/aws_vpc_security_group_ingress_rule.sluice_from_load_balancer').for_each) ===
        '{"admin":"${local.admin_port}","data":"${local.data_port}"}',
  },
  {
    name: 'Sluice reaches Kong, the backend and AWS’s services, nothing else',
    holds: (code) =>
      equal(ways(code, 'egress', 'aws_security_group.sluice.id'), [
        '443 var.aws_api_egress.cidrs[count.index]',
        '443 var.aws_api_egress.prefix_list_ids[count.index]',
        '443 var.aws_api_egress.security_group_ids[count.index]',
        'local.analysis_port module.analysis[0].security_group_id',
        'local.events_port var.events_egress_cidrs[count.index]',
        'local.upstream_port var.upstream_security_group_id',
      ]),
  },
  {
    name: 'the load balancer reaches Sluice, and Kong only where a bypass is prepared',
    holds: (code) =>
      equal(ways(code, 'egress', 'aws_security_group.load_balancer.id'), [
        'each.value aws_security_group.sluice.id',
        'local.upstream_port var.upstream_security_group_id',
      ]) &&
      code.body('sluice/aws_vpc_security_group_egress_rule.load_balancer_to_upstream').count ===
        '${var.bypass == null ? 0 : 1}' &&
      defaultOf(code, 'bypass') === null,
  },
  {
    name: 'Kong’s group lets Sluice in',
    holds: (code) => {
      const rule = code.body('sluice/aws_vpc_security_group_ingress_rule.upstream_from_sluice')
      return (
        rule.security_group_id === '${var.upstream_security_group_id}' &&
        rule.referenced_security_group_id === '${aws_security_group.sluice.id}' &&
        !('count' in rule)
      )
    },
  },
  {
    name: 'no rule opens all ports, all protocols, or anything to everybody by a constant',
    holds: (code) =>
      rules(code).every(
        (rule) =>
          rule.ip_protocol === 'tcp' && 'from_port' in rule && 'to_port' in rule && rule.cidr_ipv4 !== '0.0.0.0/0',
      ) && code.bodies('aws_security_group').every((body) => !('ingress' in body) && !('egress' in body)),
  },
  {
    name: 'tasks stand in private subnets without public addresses',
    holds: (code) =>
      code.bodies('aws_ecs_service').every((body) => {
        const network = block(body, 'network_configuration')
        return network.assign_public_ip === false && /^\$\{var\.(service_)?subnet_ids\}$/.test(String(network.subnets))
      }),
  },
  {
    name: 'logs are kept for a set time',
    holds: (code) =>
      code.bodies('aws_cloudwatch_log_group').every((body) => body.retention_in_days === '${var.log_retention_days}') &&
      Number(defaultOf(code, 'log_retention_days')) > 0,
  },
  {
    name: 'the service follows CPU and requests',
    holds: (code) => {
      const metrics = code.bodies('aws_appautoscaling_policy').map((body) => {
        const tracking = block(body, 'target_tracking_scaling_policy_configuration')
        return String(block(tracking, 'predefined_metric_specification').predefined_metric_type)
      })
      return equal(metrics.sort(), ['ALBRequestCountPerTarget', 'ECSServiceAverageCPUUtilization'])
    },
  },
  {
    name: 'a deployment never serves with fewer tasks and is rolled back if it fails',
    holds: (code) => {
      const service = code.body('sluice/aws_ecs_service.this')
      const breaker = block(service, 'deployment_circuit_breaker')
      return service.deployment_minimum_healthy_percent === 100 && breaker.enable === true && breaker.rollback === true
    },
  },
  {
    name: 'two tasks of the backend never run at once',
    holds: (code) => {
      const service = code.body('analysis/aws_ecs_service.this')
      return (
        service.desired_count === 1 &&
        service.deployment_maximum_percent === 100 &&
        service.deployment_minimum_healthy_percent === 0 &&
        service.availability_zone_rebalancing === 'DISABLED'
      )
    },
  },
  {
    name: 'the store is encrypted, at rest and on its way, and mounted by role through its access point',
    holds: (code) => {
      const volume = block(
        block(code.body('analysis/aws_ecs_task_definition.this'), 'volume'),
        'efs_volume_configuration',
      )
      const access = block(volume, 'authorization_config')
      return (
        code.body('aws_efs_file_system').encrypted === true &&
        volume.transit_encryption === 'ENABLED' &&
        access.iam === 'ENABLED' &&
        access.access_point_id === '${aws_efs_access_point.this.id}'
      )
    },
  },
  {
    name: 'X-Forwarded-* is believed from the load balancer’s subnets',
    holds: (code) => {
      const { trusted_proxies, environment } = code.module('sluice').locals
      return (
        trusted_proxies === '${concat(data.aws_subnet.load_balancer[*].cidr_block, var.extra_trusted_proxies)}' &&
        String(environment).includes('SLUICE_TRUSTED_PROXIES = join(",", local.trusted_proxies)') &&
        JSON.stringify(defaultOf(code, 'extra_trusted_proxies')) === '[]'
      )
    },
  },
  {
    name: 'Sluice watches until it is told to block',
    holds: (code) => defaultOf(code, 'mode') === 'monitor',
  },
  {
    name: 'Sluice keeps idle connections longer than the load balancer',
    holds: (code) =>
      code.body('aws_lb').idle_timeout === '${var.idle_timeout_seconds}' &&
      /KEEP_ALIVE_TIMEOUT_MS":"\$\{tostring\(\(var\.idle_timeout_seconds \+ 15\) \* 1000\)/.test(
        JSON.stringify(code.module('sluice').locals.module_environment),
      ),
  },
  {
    name: 'alarms: unhealthy hosts, none at all, 5xx of target and load balancer, CPU, missing tasks, p99',
    holds: (code) => {
      const { metric_alarms, server_error_alarms } = code.module('sluice').locals
      const text = JSON.stringify([metric_alarms, server_error_alarms, ...code.bodies('aws_cloudwatch_metric_alarm')])
      return [
        'UnHealthyHostCount',
        '"HealthyHostCount',
        'HTTPCode_Target_5XX_Count',
        'HTTPCode_ELB_5XX_Count',
        'CPUUtilization',
        'desired - running',
        '"extended_statistic":"p99"',
      ].every((part) => text.includes(part))
    },
  },
]
