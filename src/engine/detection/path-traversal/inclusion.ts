/** Stream wrappers, shares, and files of another server that are to be included. */
import type { FieldInfo } from '../../types.ts'
import { wrappers } from './targets.ts'

/** At the beginning, or behind a colon. */
const opened = new RegExp(`(?<=^|:)(?:${wrappers.map((wrapper) => wrapper.replaceAll('.', '\\.')).join('|')})`, 'g')
/** Too short for a wrapper in another. */
const SHORT = 12

/** The wrapper that the path opens; '' if none. */
export function wrapperOf(path: string, isWhole: boolean): string {
  if (!path.includes(':') && !path.startsWith('ssh2.')) return ''
  opened.lastIndex = 0
  for (let found = opened.exec(path); found !== null; found = opened.exec(path)) {
    const [wrapper] = found
    if (found.index > 0 && path.length <= SHORT) return ''
    if (wrapper === 'view-source:' && !isWhole) continue
    if (wrapper === 'ssh2.' && !path.includes('://')) continue
    return wrapper
  }
  return ''
}

/** `web.config::$DATA`: what NTFS has under a file's name, which a server hands out instead of running it. */
export function isStream(path: string): boolean {
  return path.length < 512 && /\.[a-z]{2,6}::\$(?:data|index_allocation)$/.test(path)
}

/** Where an application's own pages are: `Origin: file://`, `file:///android_asset/www/index.html`. No server has such files. */
export function isOwnFile(path: string, field: FieldInfo): boolean {
  if (field.where === 'header' && field.name === 'origin') return /^file:\/{1,3}$/.test(path)
  return /^file:\/{1,3}android_(?:asset|res)\/[\w./#?&=-]*$/.test(path) && !path.includes('..')
}

/** A file that somebody edits, as an editor's messages name it: `file:///home/ana/src/a.ts`. */
export function isWorkFile(path: string, field: FieldInfo): boolean {
  return (
    field.where === 'body' &&
    !field.isName &&
    /^file:\/{1,3}(?:home|users|workspaces?|(?:[a-z]:|[a-z]%3a)\/users)\/[\w-]{1,64}(?:\/[\w@()+-][\w@()+.-]{0,128}){0,16}\.[a-z]{1,10}$/.test(
      path,
    )
  )
}

/** Whether the value is a `data:` URL that passes text off as a file. */
export function isDataFile(text: string, field: FieldInfo): boolean {
  const first = text.charCodeAt(0) | 0x20
  if (first !== 0x64 || text.charCodeAt(4) !== 0x3a) return false
  if (field.where === 'body' && !field.isName && text.length > 64) return false
  const head = text.slice(0, 32).toLowerCase()
  return /^data:(?:(?:\/\/)?text\/plain(?:;|$|,)|(?:\/\/)?(?:;base64)?,)/.test(head)
}

const webShells =
  /\/(?:c99|r57|b374k|wso|cmd|shell|webshell|backdoor|evil|rfi|php-?shell|remoteview)\d{0,3}(?:\.[a-z0-9]{2,5}){1,2}[?\0]{0,2}$/
const cutOff =
  /^(?:https?|ftps?):\/\/[^/?#]{1,255}\/[^?#]{0,512}\.(?:txt|php\d?|gif|jpe?g|png|dat|inc|html?|cgi|pl|asp|jsp)\?{1,3}$/
const byAddress = /^(?:https?|ftps?):\/\/(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?:\/|$)/

/** No server gives a script out over FTP for a page to link to. */
const scriptOverFtp = /^ftps?:\/\/[^?#]{1,512}\.(?:php\d?|phtml?|pht|inc|aspx?|jspx?|cgi|pl)(?:[?\0]{1,3})?$/

/** Parameters whose value is put into an `include`. */
const including: ReadonlySet<string> = new Set(
  'page file inc include path template tpl module mod load read doc document pg style folder root dir lang language theme skin layout view content conf config script action board site cat menu'.split(
    ' ',
  ),
)

/** What a URL of another server does as a file's name; '' if nothing. `path` is canonical and a whole value. */
export function remoteFile(path: string, field: FieldInfo): string {
  if (path.endsWith('??') || path.endsWith('.txt?')) return 'names a remote file and cuts off what is appended to it'
  if (scriptOverFtp.test(path.slice(0, 600))) return 'names a script that another server hands out as a file'
  if (field.where === 'body' || field.where === 'header') return ''
  if (cutOff.test(path.slice(0, 1024))) return 'names a remote file and cuts off what is appended to it'
  if (field.where !== 'query') return ''
  if (webShells.test(path.slice(-64))) return 'names a shell on another server'
  if (including.has(field.name) && byAddress.test(path.slice(0, 64)))
    return 'includes a file of a server without a name'
  return ''
}

/** A host with a domain, and a share; of a domain that only the own network knows. */
const farShare = /^\/{1,2}(?:[a-z0-9-]{1,63}\.){1,5}[a-z0-9-]{2,24}\/[^/]{1,64}(?:\/|$)/
const nearShare = /^\/{1,2}[^/]{1,255}\.(?:local|lan|corp|internal|intranet|intra|home|ad|domain)\//

/** `\\host\share\file`, which Windows fetches from another machine: of a server that waits for it, or of an administrator's share. */
export function isShare(path: string, raw: string, field: FieldInfo): boolean {
  if (!raw.startsWith('\\\\')) return false
  return (
    (field.where === 'query' && !field.isName && farShare.test(path) && !nearShare.test(path)) ||
    /^\/{1,2}(?:\d{1,3}(?:\.\d{1,3}){3}|[a-z0-9.-]{1,128})(?:@(?:ssl|\d{1,5}))?\/(?:[a-z]\$|admin\$|ipc\$|davwwwroot)(?:\/|$)/.test(
      path,
    ) ||
    /^\/{1,2}[a-z0-9.-]{1,128}@(?:ssl|\d{1,5})/.test(path) ||
    /^\/{1,2}[a-z0-9.-]{1,128}\/[^/]{1,64}(?:\/[^/]{1,64}){0,8}\.(?:php\d?|exe|dll|hta|scf|sct|ps1|bat|cmd|vbs|jsp|aspx?|xml|xslt?)$/.test(
      path,
    )
  )
}
