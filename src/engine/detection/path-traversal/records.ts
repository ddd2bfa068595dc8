/** Where shippers of logs and orchestrators say which file or folder they mean. */
import type { FieldInfo } from '../../types.ts'

/** What logs are read from and folders are mounted on; nothing that climbs, nothing that holds accounts or keys. */
const log = /^\/var\/log(?:\/[\w@+-][\w@+.-]{0,128}){1,12}$/
const folder = /^\/(?:etc|var\/log|root|proc|sys|run)(?:\/\.?[a-z][\w-]{0,64}){0,4}(?:\/[a-z][\w-]{0,32}\.d)?$/
const accounts = /passwd|shadow|sudoers|ssh|self|environ|cmdline/

/** `log.file.path` of Elastic's and OpenTelemetry's records, `volumeMounts[].mountPath` and `hostPath.path` of Kubernetes. */
export function isRecord(path: string, field: FieldInfo): boolean {
  if (field.where !== 'body' || field.isName) return false
  const { name } = field
  if (name === 'mountPath') return folder.test(path) && !accounts.test(path)
  if (name !== 'path' && name !== 'stringValue') return false
  const { parent } = field
  if (name === 'path' && parent === 'hostPath') return folder.test(path) && !accounts.test(path)
  return (name === 'path' ? parent === 'file' : parent === 'value') && log.test(path)
}
