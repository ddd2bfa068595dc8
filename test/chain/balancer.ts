import type { Places } from './places.ts'

/**
 * HAProxy as an ALB behaves: appends X-Forwarded-For, keeps connections for 60 s, asks targets for their health, and takes one
 * that is not ready out of turn while its requests end. The next port tells of their state.
 */
export function balancerConfig({ of }: Places, port: number, dataPort: number, adminPort: number): string {
  const { balancer } = of
  const server = (name: 'sluice-1' | 'sluice-2') =>
    `  server ${name} ${of[name].address}:${dataPort} check port ${adminPort} source ${balancer.address}`
  return `
global
  maxconn 1000
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout http-keep-alive 60s
  timeout http-request 60s
frontend state
  bind ${balancer.address}:${port + 1}
  stats enable
  stats uri /
frontend in
  bind ${balancer.address}:${port}
  option forwardfor
  default_backend targets
backend targets
  balance leastconn
  retries 0
  http-reuse safe
  option httpchk
  http-check send meth GET uri /readyz
  http-check expect status 200
  default-server inter 300ms fastinter 200ms fall 2 rise 2 maxconn 500
${server('sluice-1')}
${server('sluice-2')}
`
}
