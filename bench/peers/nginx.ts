import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BenchProcess, PROXY_CORE } from '../proxy/processes.ts'
import type { Target } from '../proxy/targets.ts'

/** Where Debian puts things, and the package of each. */
const NGINX = '/usr/sbin/nginx'
const MODULE = '/usr/lib/nginx/modules/ngx_http_modsecurity_module.so'
const ENGINE_CONFIG = '/etc/nginx/modsecurity.conf'
const CRS_SETUP = '/etc/modsecurity/crs/crs-setup.conf'
const CRS_RULES = '/usr/share/modsecurity-crs/rules'

/** What has to be installed for a peer to run; empty: nothing. */
export function missingForNginx(modsecurity: boolean): string {
  const needed = [
    [NGINX, 'nginx'],
    ...(modsecurity
      ? [
          [MODULE, 'libnginx-mod-http-modsecurity'],
          [ENGINE_CONFIG, 'libnginx-mod-http-modsecurity'],
          [CRS_SETUP, 'modsecurity-crs'],
          [CRS_RULES, 'modsecurity-crs'],
        ]
      : []),
  ] as const
  const packages = new Set(needed.filter(([path]) => !existsSync(path as string)).map(([, name]) => name))
  return packages.size === 0 ? '' : `apt-get install ${[...packages].join(' ')}`
}

/**
 * nginx with one worker, its keep-alive as the thin proxy has it, else with its defaults; with ModSecurity 3 and the Core
 * Rule Set as Debian sets them up, but that it blocks.
 */
export async function startNginx(name: string, upstream: string, modsecurity: boolean): Promise<Target> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-bench-nginx-'))
  let worker: number | undefined
  const clean = () => {
    // A master that is killed leaves its worker behind.
    if (worker !== undefined && existsSync(`/proc/${worker}`)) process.kill(worker, 'SIGKILL')
    worker = undefined
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', clean)
  const port = await freePort()
  const rules = join(folder, 'rules.conf')
  writeFileSync(
    rules,
    `Include ${ENGINE_CONFIG}
SecRuleEngine On
SecAuditLog ${join(folder, 'audit.log')}
Include ${CRS_SETUP}
Include ${CRS_RULES}/*.conf
`,
  )
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log stderr notice;
${modsecurity ? `load_module ${MODULE};` : ''}
events { worker_connections 4096; }
http {
  access_log off;
  error_log ${join(folder, 'error.log')} crit;
  ${temporary.map((kind) => `${kind}_temp_path ${join(folder, kind)};`).join('\n  ')}
  client_max_body_size 0;
  keepalive_timeout 75s;
  keepalive_requests 1000000000;
  upstream up {
    server ${new URL(upstream).host};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    ${modsecurity ? `modsecurity on; modsecurity_rules_file ${rules};` : 'proxy_request_buffering off;'}
    location / {
      proxy_pass http://up;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Connection "";
    }
  }
}
`,
  )
  const child = new BenchProcess(name, ['-p', folder, '-c', config, '-e', 'stderr'], {
    program: NGINX,
    core: PROXY_CORE,
  })
  worker = Number(await child.line(/start worker process (\d+)/))
  return {
    name,
    port,
    pids: [child.pid, worker],
    attackStatus: modsecurity ? 403 : 200,
    stop: async () => {
      await child.stop()
      clean()
      process.off('exit', clean)
    },
  }
}

/** nginx takes no port 0: one that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
