import { spawnSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** Whether this machine lets us make mounts of our own, as a container runtime does. */
export function canContain(): boolean {
  const possible = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0
  if (!possible && process.env.CI === 'true') throw new Error('needs root and mount namespaces')
  return possible
}

/** Adds to an image's root what its base has: Node and the C libraries. No shell, no /tmp, no /etc. */
export function addBase(root: string): void {
  for (const path of ['usr/local/bin', 'usr/lib', 'usr/lib64', 'proc', 'dev', 'data', 'tokens']) {
    mkdirSync(join(root, path), { recursive: true })
  }
  for (const name of ['lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name))
  const node = join(root, 'usr/local/bin/node')
  try {
    linkSync(process.execPath, node)
  } catch {
    copyFileSync(process.execPath, node)
  }
}

/**
 * The command line that runs a command in the root that $ROOT names, with $DATA mounted, as a container runtime would with a read-only root: everything
 * is mounted read-only but /data, the user has no name, no groups and no way to be root again.
 */
export function contained(command: readonly string[], user = '10001'): string[] {
  const script = `
    mount --bind "$ROOT" "$ROOT"
    for folder in usr/lib usr/lib64; do mount --bind "/$folder" "$ROOT/$folder"; mount -o remount,bind,ro "$ROOT/$folder"; done
    mount --bind /proc "$ROOT/proc"
    mount --bind /dev "$ROOT/dev"
    mount --bind "$DATA" "$ROOT/data"
    mount -o remount,bind,ro "$ROOT"
    exec setpriv --no-new-privs chroot --userspec=${user}:${user} --groups=${user} "$ROOT" "$@"`
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-euc', script, 'sh', ...command]
}
