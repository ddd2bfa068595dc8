import type { Places } from './places.ts'

/**
 * nginx in Kong's place: routes by host, buffers requests, keeps connections for 60 s. What stands behind it says which
 * X-Forwarded-For has arrived.
 */
export function gatewayConfig({ of, isIsolated }: Places, folder: string, port: number): string {
  const { address } = of.gateway
  return `
${isIsolated ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log warn;
worker_processes 1;
events { worker_connections 512; }
http {
  access_log off;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  client_max_body_size 64m;
  keepalive_timeout 60s;
  keepalive_requests 100000;
  upstream service { server ${address}:${port + 1}; keepalive 32; }
  server {
    listen ${address}:${port} default_server;
    return 421;
  }
  server {
    listen ${address}:${port};
    server_name api.example;
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_request_buffering on;
      proxy_set_header Connection "";
      proxy_set_header X-Seen-Forwarded-For $http_x_forwarded_for;
    }
  }
  server {
    listen ${address}:${port + 1};
    location /large { root ${folder}; }
    location / {
      # Reads the body, as a service does.
      client_body_buffer_size 1m;
      add_header X-Seen-Forwarded-For $http_x_seen_forwarded_for;
      proxy_pass http://${address}:${port + 2};
    }
  }
  server {
    listen ${address}:${port + 2};
    location / { return 200 "ok"; }
  }
}
`
}
