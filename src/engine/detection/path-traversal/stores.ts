/**
 * Files in which programs keep what was typed into them, and what opens accounts: a value that is the path of one is there to have
 * it read, also from the directory where the application stands.
 */
import type { FieldInfo } from '../../types.ts'
import { wordsOf } from '../word-list.ts'

/** Nothing lists these, nothing is set by them: telling in every value. */
const secret: readonly string[] = [
  ...wordsOf(
    'bash zsh sh ash ksh csh fish mysql psql sqlite rediscli python node_repl irb pry php mongo dbshell ipython octave scala julia',
  ).map((program) => `.${program}_history`),
  ...wordsOf(`.dbshell .lesshst .viminfo .aws/credentials .azure/credentials .azure/accesstokens.json .azure/msal_token_cache.json
    .oci/config .kube/config .docker/config.json .dockercfg .boto .s3cfg .passwd-s3fs .vault-token .gem/credentials .cargo/credentials
    .cargo/credentials.toml .terraform.d/credentials.tfrc.json .terraformrc .config/gcloud/credentials.db .config/gcloud/access_tokens.db
    .config/gcloud/application_default_credentials.json .config/gh/hosts.yml .config/hub .config/doctl/config.yaml .config/rclone/rclone.conf
    .config/filezilla/sitemanager.xml .config/filezilla/recentservers.xml .filezilla/sitemanager.xml .remmina/remmina.pref
    .ssh/id_rsa .ssh/id_dsa .ssh/id_ecdsa .ssh/id_ed25519 .ssh/authorized_keys .ssh/authorized_keys2 .ssh/known_hosts .ssh/config .ssh/environment
    .gnupg/secring.gpg .gnupg/pubring.kbx .gnupg/trustdb.gpg .password-store/.gpg-id .netrc _netrc .pgpass .my.cnf .mylogin.cnf .git-credentials
    .htpasswd .htpasswd.bak .htdigest .htgroup .smbcredentials .rhosts .shosts .xauthority .fetchmailrc .pypirc .cvspass .subversion/servers
    .git/config .git/head .git/index .git/logs/head .git/packed-refs .git/fetch_head .git/orig_head .svn/entries .svn/wc.db .hg/hgrc .hg/dirstate .bzr/branch/branch.conf
    .erlang.cookie .mongorc.js .rediscli_auth .pem/id_rsa .ansible/vault_pass .vault_pass .vault_pass.txt
    psreadline/consolehost_history.txt ntds/ntds.dit config/regback/sam windows/repair/sam library/keychains/login.keychain library/keychains/login.keychain-db
    library/keychains/system.keychain share/keyrings/login.keyring secrets/initialadminpassword jenkins_home/credentials.xml jenkins/credentials.xml
    secrets/master.key secrets/hudson.util.secret`),
]

/** What people also edit, commit and list: telling in the query, where a file is asked for. */
const settings: readonly string[] = [
  ...wordsOf(`.env .env.local .env.dev .env.development .env.test .env.staging .env.stage .env.prod .env.production .env.bak .env.backup .env.old .env.save
    .htaccess .npmrc .yarnrc .gitconfig .bashrc .bash_profile .bash_logout .bash_aliases .profile .zshrc .zprofile .cshrc .kshrc .vimrc .muttrc .wgetrc .curlrc .msmtprc
    .aws/config .m2/settings.xml .m2/settings-security.xml .gradle/gradle.properties .terraform/terraform.tfstate terraform.tfstate
    id_rsa id_dsa id_ecdsa id_ed25519 wp-config.php wp-config.php.bak wp-config.php.old wp-config.php.save wp-config.php~ wp-config.bak wp-config.txt
    web.config config.inc.php localsettings.php tomcat-users.xml config/database.yml config/secrets.yml config/master.key config/credentials.yml.enc
    config/parameters.yml config/app.php config/database.php docker.sock containerd.sock crio.sock`),
]

/** Never end, or are the server's own input and memory; telling in the query. */
const devices = wordsOf('stdin fd/0 fd/1 fd/2 random urandom zero mem kmem kmsg port').map((name) => `dev/${name}`)

/** How many segments the longest of them has. */
const DEEPEST = 3
const LONGEST = 256

const secrets: ReadonlySet<string> = new Set(secret)
const asked: ReadonlySet<string> = new Set([...settings, ...devices])
/** What is searched for is no file that is to be opened. */
const searching = /^(?:q|query|search|s|term|terms|keywords?|k|text|title|subject|label|tags?|message|msg|comment)$/

const separators = ['/', '\\']

/** Shorter, it begins many a name. */
const SHORTEST_LAST = 5

/** Wakes the detector: the name, the directory in front of it if that is hidden, or its last part behind a separator; of a short one the directory too. The devices' is a target's. */
export const storeCues: readonly string[] = [...new Set([...secret, ...settings].flatMap(cuesOf))]

function cuesOf(name: string): string[] {
  if (!name.includes('/')) return [name]
  const head = name.slice(0, name.indexOf('/'))
  if (head.startsWith('.')) return separators.map((separator) => head + separator)
  const from = name.lastIndexOf('/')
  const last = name.slice(from + 1)
  if (last.length >= SHORTEST_LAST) return separators.map((separator) => separator + last)
  return separators.map((separator) => name.slice(name.lastIndexOf('/', from - 1) + 1, from) + separator + last)
}

/** The store that the path, a whole value, names; '' if none. */
export function storeOf(path: string, field: FieldInfo): string {
  if (path.length > LONGEST) return ''
  let at = path.length
  for (let depth = 0; depth < DEEPEST && at > 0; depth++) {
    at = path.lastIndexOf('/', at - 1)
    const name = path.slice(at + 1)
    if (secrets.has(name)) return name
    if (asked.has(name)) return isAskedFor(name, field) ? name : ''
    if (at <= 0) return ''
  }
  return ''
}

/** Routes end in files of settings only where they are hidden. */
function isAskedFor(name: string, field: FieldInfo): boolean {
  if (field.where === 'path') return name.startsWith('.')
  return field.where === 'query' && !searching.test(field.name)
}
