import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { options } from '../../src/config/options.ts'
import { awsSchema } from './terraform/aws-schema.ts'
import { parseModules, readSources, root, type Sources } from './terraform/code.ts'
import { containerFaults } from './terraform/container-faults.ts'
import { Code, policies } from './terraform/policies.ts'
import { referenceFaults, valueFileFaults } from './terraform/reference-faults.ts'
import { schemaFaults } from './terraform/schema-faults.ts'

// The Terraform code against the AWS provider's schema and against what must hold of it. Every check is shown to fail by
// a fault that is planted in the text.

const sources = readSources()
const MODULE = 'terraform/modules/sluice'
const ANALYSIS = 'terraform/modules/analysis'

/** A change of one place in one file. */
type Plant = readonly [path: string, from: string, to: string]

function planted([path, from, to]: Plant): Sources {
  const text = sources.get(path)
  if (text?.split(from).length !== 2) throw new Error(`${path} doesn't hold once: ${from}`)
  return new Map(sources).set(
    path,
    text.replace(from, () => to),
  )
}

async function faultsOf(code: Sources): Promise<string[]> {
  const modules = await parseModules(code)
  return [
    ...schemaFaults(modules.values(), awsSchema, code),
    ...(await referenceFaults(modules, awsSchema)),
    ...(await valueFileFaults(modules, code)),
    ...(await containerFaults(modules.values())),
  ]
}

async function brokenPolicies(code: Sources): Promise<string[]> {
  const modules = new Code(await parseModules(code))
  return policies.filter((policy) => !policy.holds(modules)).map(({ name }) => name)
}

test('resources, data sources, blocks, arguments and references are what the provider and the modules have', async () => {
  expect(await faultsOf(sources)).toEqual([])
})

test('every constraint of the provider’s version takes the version that the code is checked against', async () => {
  const [major, minor] = awsSchema.version.split('.')
  const versions = [...sources].filter(([path]) => path.endsWith('/versions.tf'))
  expect(versions.length).toBeGreaterThanOrEqual(5)
  for (const [path, text] of versions) {
    expect(text, path).toMatch(new RegExp(`version\\s+= ">= ${major}\\.${minor}\\.0, < ${Number(major) + 1}\\.0\\.0"`))
  }
})

test('environment variables are options of Sluice', () => {
  const known = new Set(options.map(({ env }) => env))
  const named = [...sources].flatMap(([path, text]) =>
    path.endsWith('.tf') && path.startsWith(MODULE) ? (text.match(/SLUICE_[A-Z_]+/g) ?? []) : [],
  )
  expect(named.filter((name) => !known.has(name))).toEqual([])
  expect(new Set(named).size).toBeGreaterThan(60)
})

test('the example’s sluice.yaml is one', () => {
  const env = { SLUICE_UPSTREAM_URL: 'http://kong:8000' }
  const file = join(root, 'terraform/examples/complete/sluice.yaml')
  expect(loadConfig({ file, env }).routes).toHaveLength(1)
})

describe('a planted fault is found', () => {
  const plants: Record<string, readonly [Plant, RegExp]> = {
    'an argument that does not exist': [
      [`${MODULE}/load-balancer.tf`, 'drop_invalid_header_fields', 'drop_bad_header_fields'],
      /aws_lb\.this: there is no argument or block drop_bad_header_fields/,
    ],
    'an argument that does not exist, in a nested block': [
      [`${MODULE}/load-balancer.tf`, 'unhealthy_threshold = 2', 'sick_threshold = 2'],
      /health_check: there is no argument or block sick_threshold/,
    ],
    'an argument that does not exist, in a dynamic block': [
      [`${MODULE}/load-balancer.tf`, 'prefix  =', 'folder  ='],
      /access_logs: there is no argument or block folder/,
    ],
    'a block that does not exist': [
      [`${MODULE}/service.tf`, 'deployment_circuit_breaker {', 'circuit_breaker {'],
      /there is no argument or block circuit_breaker/,
    ],
    'a required argument that is missing': [
      [
        `${MODULE}/load-balancer.tf`,
        '  load_balancer_arn = aws_lb.this.arn\n  port              = 443\n',
        '  port = 443\n',
      ],
      /aws_lb_listener\.https: load_balancer_arn is missing/,
    ],
    'a required argument that is missing in a nested block': [
      [`${ANALYSIS}/store.tf`, '      owner_gid   = var.run_as.gid\n', ''],
      /creation_info: owner_gid is missing/,
    ],
    'a required block that is missing': [
      [`${ANALYSIS}/store.tf`, '  backup_policy {\n    status = "ENABLED"\n  }\n', ''],
      /aws_efs_backup_policy\.this: block backup_policy is missing/,
    ],
    'a block that stands twice': [
      [`${MODULE}/service.tf`, '  lifecycle {', '  network_configuration {\n    subnets = []\n  }\n\n  lifecycle {'],
      /network_configuration may stand once only/,
    ],
    'text where a number belongs': [
      [
        `${MODULE}/service.tf`,
        'deployment_maximum_percent         = 200',
        'deployment_maximum_percent         = "twice"',
      ],
      /deployment_maximum_percent: must be number/,
    ],
    'text where a list belongs': [
      [`${MODULE}/iam.tf`, 'actions = ["sts:AssumeRole"]', 'actions = "sts:AssumeRole"'],
      /actions: must be list/,
    ],
    'a block written as an argument': [
      [`${MODULE}/service.tf`, 'deployment_circuit_breaker {', 'deployment_circuit_breaker = {'],
      /deployment_circuit_breaker is a block, not an argument/,
    ],
    'an argument written as a block': [
      [
        `${MODULE}/load-balancer.tf`,
        '  tags                          = var.tags\n\n  health_check {',
        '  tags {\n  }\n\n  health_check {',
      ],
      /tags is an argument, not a block/,
    ],
    'a resource of an unknown type': [
      [`${MODULE}/service.tf`, 'resource "aws_ecs_cluster" "this"', 'resource "aws_ecs_clutter" "this"'],
      /aws_ecs_clutter\.this: not in aws-schema\.json/,
    ],
    'a key of a container that ECS does not know': [
      [`${MODULE}/service.tf`, 'readonlyRootFilesystem =', 'readOnlyRootFilesystem ='],
      /a container of ECS has no readOnlyRootFilesystem/,
    ],
    'a key of a port that ECS does not know': [
      [`${MODULE}/service.tf`, '{ containerPort = local.admin_port', '{ port = local.admin_port'],
      /a port of ECS needs containerPort/,
    ],
    'an option of the log driver that it does not know': [
      [`${ANALYSIS}/service.tf`, 'awslogs-region ', 'awslogs-area '],
      /a awslogs of ECS has no awslogs-area/,
    ],
    'a container without an image': [
      [`${ANALYSIS}/service.tf`, '      image = var.image\n', ''],
      /a container of ECS needs image/,
    ],
    'a variable that does not exist': [
      [`${MODULE}/load-balancer.tf`, 'internal           = var.internal', 'internal           = var.hidden'],
      /var\.hidden: no such variable/,
    ],
    'an attribute that a variable does not have': [
      [`${MODULE}/autoscaling.tf`, 'max_capacity       = var.tasks.max', 'max_capacity       = var.tasks.most'],
      /var\.tasks\.most: no such attribute/,
    ],
    'a local that does not exist': [
      [`${MODULE}/autoscaling.tf`, 'service/${local.cluster_name}/', 'service/${local.cluster}/'],
      /local\.cluster: no such local/,
    ],
    'a resource that does not exist': [
      [`${MODULE}/outputs.tf`, 'value       = aws_lb.this.zone_id', 'value       = aws_lb.that.zone_id'],
      /aws_lb\.that\.zone_id: no such resource/,
    ],
    'an attribute that a resource does not have': [
      [`${MODULE}/outputs.tf`, 'value       = aws_lb.this.zone_id', 'value       = aws_lb.this.zone'],
      /aws_lb\.this\.zone: no such attribute/,
    ],
    'an attribute that no resource of a splat has': [
      [`${MODULE}/service.tf`, 'data.aws_subnet.load_balancer[*].cidr_block', 'data.aws_subnet.load_balancer[*].cidr'],
      /data\.aws_subnet\.load_balancer\.cidr: no such attribute/,
    ],
    'a data source that does not exist': [
      [`${MODULE}/service.tf`, 'data.aws_region.current.region', 'data.aws_region.here.region'],
      /data\.aws_region\.here\.region: no such data/,
    ],
    'each without for_each': [
      [`${MODULE}/load-balancer.tf`, 'internal           = var.internal', 'internal           = each.value'],
      /each\.value without for_each/,
    ],
    'an output that a module does not have': [
      [`${MODULE}/security-groups.tf`, 'module.analysis[0].security_group_id', 'module.analysis[0].group_id'],
      /module\.analysis\.group_id: no such output/,
    ],
    'a variable that a called module does not have': [
      [
        'terraform/examples/complete/main.tf',
        '  mode                       = var.mode',
        '  modus                      = var.mode',
      ],
      /has no variable modus/,
    ],
    'a variable that a called module needs': [
      ['terraform/examples/complete/main.tf', '  certificate_arn     = var.certificate_arn\n', ''],
      /module sluice: certificate_arn is missing/,
    ],
    'a value for a variable that does not exist': [
      ['terraform/examples/monitor-first/stages/4-block.tfvars', 'mode  ', 'modus '],
      /there is no variable modus/,
    ],
    'a variable without a description': [
      [`${ANALYSIS}/variables.tf`, '  description = "ECS cluster."\n', ''],
      /variable cluster_arn has no description/,
    ],
    'a variable without a type': [
      [
        `${ANALYSIS}/variables.tf`,
        '  description = "ECS cluster."\n  type        = string',
        '  description = "ECS cluster."',
      ],
      /variable cluster_arn has no type/,
    ],
    'a variable that nothing uses': [
      [`${ANALYSIS}/service.tf`, 'var.cpu_architecture', '"ARM64"'],
      /variable cpu_architecture is never used/,
    ],
  }
  test.each(Object.entries(plants))('%s', async (_, [plant, message]) => {
    expect(await faultsOf(planted(plant))).toContainEqual(expect.stringMatching(message))
  })

  test('text that is no HCL', async () => {
    const plant: Plant = [`${MODULE}/iam.tf`, 'data "aws_iam_policy_document" "execution" {', 'data "x" "y"']
    await expect(faultsOf(planted(plant))).rejects.toThrow()
  })
})

describe('policies', () => {
  const LB = `${MODULE}/load-balancer.tf`
  const SERVICE = `${MODULE}/service.tf`
  const GROUPS = `${MODULE}/security-groups.tf`
  const VARIABLES = `${MODULE}/variables.tf`
  const CONFIG = `${MODULE}/config.tf`
  /** For each policy, changes that break it. */
  const plants: Record<string, readonly Plant[]> = {
    'the load balancer refuses ambiguous requests and invalid header fields': [
      [LB, '"strictest"', '"defensive"'],
      [LB, 'drop_invalid_header_fields = true', 'drop_invalid_header_fields = false'],
    ],
    'the load balancer appends to X-Forwarded-For and keeps Host': [
      [LB, '"append"', '"preserve"'],
      [LB, 'preserve_host_header       = true', 'preserve_host_header       = false'],
    ],
    'the load balancer is protected against deletion by default': [
      [LB, '= var.deletion_protection', '= false'],
      [VARIABLES, 'type        = bool\n  default     = true', 'type        = bool\n  default     = false'],
    ],
    'requests are forwarded over HTTPS alone': [
      [LB, '  protocol          = "HTTPS"\n', '  protocol          = "HTTP"\n'],
      [LB, '  ssl_policy        = var.ssl_policy\n', ''],
    ],
    'plain HTTP is redirected to HTTPS': [[LB, '"HTTP_301"', '"HTTP_302"']],
    'TLS is 1.2 or later': [
      [VARIABLES, '= "ELBSecurityPolicy-TLS13-1-2-2021-06"', '= "ELBSecurityPolicy-TLS13-1-0-2021-06"'],
    ],
    'the target group speaks HTTP/1.1 to addresses': [
      [LB, '"HTTP1"', '"HTTP2"'],
      [LB, 'target_type      = "ip"', 'target_type      = "instance"'],
    ],
    'health is asked for at /readyz of the admin port': [
      [LB, '/readyz', '/livez'],
      [LB, 'port                = tostring(local.admin_port)', 'port                = "traffic-port"'],
    ],
    'ports are those of Sluice': [[CONFIG, 'admin_port = 9901', 'admin_port = 9900']],
    'deregistration takes as long as requests in flight may': [
      [LB, '= local.deregistration_delay_seconds', '= 5'],
      [CONFIG, 'deregistration_delay_seconds = var.drain.delay + var.drain.flight', 'deregistration_delay_seconds = 5'],
    ],
    'the stop timeout covers the whole drain': [
      [SERVICE, 'stopTimeout            = local.stop_timeout_seconds', 'stopTimeout            = 30'],
      [CONFIG, 'var.drain.events + 10', 'var.drain.events'],
    ],
    'containers have a read-only root and no capabilities': [
      [SERVICE, 'readonlyRootFilesystem = true', 'readonlyRootFilesystem = false'],
      [`${ANALYSIS}/service.tf`, 'drop = ["ALL"]', 'drop = []'],
    ],
    'containers run as a numeric user that is not root': [
      [`${ANALYSIS}/service.tf`, '"${var.run_as.uid}:${var.run_as.gid}"', '"root"'],
      [VARIABLES, 'var.run_as.uid > 0', 'var.run_as.uid >= 0'],
    ],
    'tokens come from Secrets Manager, never as plain environment': [
      [CONFIG, 'SLUICE_MODE                         = var.mode', 'SLUICE_EVENTS_TOKEN = var.mode'],
      [SERVICE, 'valueFrom = var.ingest_token_secret_arn', 'value = var.ingest_token_secret_arn'],
    ],
    'no secret’s value is read or made here, so that none is in the state': [
      [
        SERVICE,
        'data "aws_region" "current" {}',
        'data "aws_region" "current" {}\n\ndata "aws_secretsmanager_secret_version" "token" {}',
      ],
    ],
    'the proxy has no task role, the backend one that only mounts its folder': [
      [SERVICE, 'execution_role_arn       =', 'task_role_arn            ='],
      [
        `${ANALYSIS}/iam.tf`,
        'actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]',
        'actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientRootAccess"]',
      ],
    ],
    'nobody can open a shell in a task': [
      [
        SERVICE,
        'availability_zone_rebalancing      =',
        'enable_execute_command = true\n  availability_zone_rebalancing      =',
      ],
    ],
    'roles may do named things to named resources': [
      [`${MODULE}/iam.tf`, 'resources = statement.value\n', 'resources = ["*"]\n'],
      [`${ANALYSIS}/iam.tf`, 'actions   = ["secretsmanager:GetSecretValue"]', 'actions   = ["secretsmanager:*"]'],
    ],
    'only ECS tasks of this account take the roles': [
      [`${MODULE}/iam.tf`, '"aws:SourceAccount"', '"aws:PrincipalTag/x"'],
      [`${MODULE}/iam.tf`, '"ecs-tasks.amazonaws.com"', '"ec2.amazonaws.com"'],
    ],
    'Sluice is reached from the load balancer, its admin port from monitoring too': [
      [
        GROUPS,
        '  from_port                    = local.admin_port\n',
        '  from_port                    = local.data_port\n',
      ],
      [
        GROUPS,
        '  security_group_id            = var.upstream_security_group_id\n  description                  = "Sluice"',
        '  security_group_id            = aws_security_group.sluice.id\n  description                  = "Sluice"',
      ],
    ],
    'Sluice reaches Kong, the backend and AWS’s services, nothing else': [
      [GROUPS, 'cidr_ipv4         = var.aws_api_egress.cidrs[count.index]', 'cidr_ipv4         = "10.0.0.0/8"'],
    ],
    'the load balancer reaches Sluice, and Kong only where a bypass is prepared': [
      [
        GROUPS,
        'resource "aws_vpc_security_group_egress_rule" "load_balancer_to_upstream" {\n  count = var.bypass == null ? 0 : 1',
        'resource "aws_vpc_security_group_egress_rule" "load_balancer_to_upstream" {\n  count = 1',
      ],
    ],
    'Kong’s group lets Sluice in': [
      [
        GROUPS,
        'resource "aws_vpc_security_group_ingress_rule" "upstream_from_sluice" {',
        'resource "aws_vpc_security_group_ingress_rule" "upstream_from_sluice" {\n  count = 0',
      ],
    ],
    'no rule opens all ports, all protocols, or anything to everybody by a constant': [
      [GROUPS, '  description       = "AWS services"\n  ip_protocol       = "tcp"', '  ip_protocol       = "-1"'],
      [GROUPS, 'cidr_ipv4         = var.events_egress_cidrs[count.index]', 'cidr_ipv4         = "0.0.0.0/0"'],
    ],
    'tasks stand in private subnets without public addresses': [
      [SERVICE, 'assign_public_ip = false', 'assign_public_ip = true'],
      [SERVICE, 'subnets          = var.service_subnet_ids', 'subnets          = var.load_balancer_subnet_ids'],
    ],
    'logs are kept for a set time': [[SERVICE, '  retention_in_days = var.log_retention_days\n', '']],
    'the service follows CPU and requests': [
      [`${MODULE}/autoscaling.tf`, '"ALBRequestCountPerTarget"', '"ECSServiceAverageMemoryUtilization"'],
    ],
    'a deployment never serves with fewer tasks and is rolled back if it fails': [
      [SERVICE, 'deployment_minimum_healthy_percent = 100', 'deployment_minimum_healthy_percent = 50'],
      [SERVICE, 'rollback = true', 'rollback = false'],
    ],
    'two tasks of the backend never run at once': [
      [
        `${ANALYSIS}/service.tf`,
        'deployment_maximum_percent         = 100',
        'deployment_maximum_percent         = 200',
      ],
      [`${ANALYSIS}/service.tf`, 'desired_count    = 1', 'desired_count    = 2'],
    ],
    'the store is encrypted, at rest and on its way, and mounted by role through its access point': [
      [`${ANALYSIS}/store.tf`, 'encrypted       = true', 'encrypted       = false'],
      [`${ANALYSIS}/service.tf`, 'transit_encryption = "ENABLED"', 'transit_encryption = "DISABLED"'],
      [`${ANALYSIS}/service.tf`, 'iam             = "ENABLED"', 'iam             = "DISABLED"'],
    ],
    'X-Forwarded-* is believed from the load balancer’s subnets': [
      [SERVICE, 'concat(data.aws_subnet.load_balancer[*].cidr_block, var.extra_trusted_proxies)', '["0.0.0.0/0"]'],
    ],
    'Sluice watches until it is told to block': [
      [`${MODULE}/variables-inspection.tf`, 'default     = "monitor"', 'default     = "block"'],
    ],
    'Sluice keeps idle connections longer than the load balancer': [
      [CONFIG, 'var.idle_timeout_seconds + 15', 'var.idle_timeout_seconds - 15'],
    ],
    'alarms: unhealthy hosts, none at all, 5xx of target and load balancer, CPU, missing tasks, p99': [
      [`${MODULE}/alarms.tf`, 'extended_statistic  = "p99"', 'extended_statistic  = "p50"'],
      [`${MODULE}/alarms.tf`, '"HTTPCode_ELB_5XX_Count"', '"HTTPCode_ELB_4XX_Count"'],
    ],
  }

  test('all hold, and each has a change that breaks it', async () => {
    expect(await brokenPolicies(sources)).toEqual([])
    expect(Object.keys(plants).sort()).toEqual(policies.map(({ name }) => name).sort())
  })

  const each = Object.entries(plants).flatMap(([name, list]) => list.map((plant) => [name, plant] as const))
  test.each(each)('broken: %s', async (name, plant) => {
    expect(await brokenPolicies(planted(plant))).toContain(name)
  })
})
