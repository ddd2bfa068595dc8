/** PowerShell's commands: a verb, and a noun that nothing else is named by. */

import { wordsOf } from '../word-list.ts'

const verbs: ReadonlySet<string> = new Set(
  wordsOf(`get set new remove add clear invoke start stop restart enable disable register unregister test out import export
  move copy rename mount dismount find resolve update reset enter exit install uninstall save`),
)

const nouns: ReadonlySet<string> = new Set(
  wordsOf(`mppreference mpthreatdetection mpcomputerstatus ciminstance wmiobject wmimethod wmievent cimmethod cimsession
  childitem itemproperty itempropertyvalue executionpolicy localuser localgroup localgroupmember aduser adcomputer adgroup adgroupmember addomain
  adforest addomaincontroller adobject adtrust adaccountpassword adserviceaccount adorganizationalunit adrootdse pssession
  pssessionconfiguration psdrive psprovider psremoting psrepository psreadlineoption pssnapin psbreakpoint pshostprocess scheduledtask
  scheduledtaskaction scheduledtasktrigger scheduledjob bitstransfer winevent eventlog hotfix netipaddress netipconfiguration netipinterface
  nettcpconnection netudpendpoint netadapter netfirewallrule netfirewallprofile netneighbor netroute netlocalgroup netconnectionprofile
  dnsclientcache dnsclientserveraddress smbshare smbconnection smbmapping smbsession authenticodesignature securestring clixml
  computerinfo bitlockervolume windowsfeature windowsoptionalfeature gpo gporeport gpresultantsetofpolicy netdomain netuser netcomputer
  netsession netloggedon netdomaincontroller domainuser domaincomputer domaincontroller domaintrust wsmaninstance wsmancredssp dscresource
  mimikatz shellcode dllinjection reflectivepeinjection psinject psexec tokenmanipulation kerberoast bloodhound userhunter portscan
  powershelltcp powershelludp powershellicmp powershellwmi powerdump smbexec wmiexec thehash allchecks ninjacopy credentialinjection
  sharefinder amsibypass inveigh asreproast gpppassword timedscreenshot passhashes vaultcredential lsasecret keystrokes
  minidump domainshare localadminaccess dnsname netconnection webserviceproxy transcript threadjob`),
)

/** Those whose nouns are words: listed with their verbs. */
const plain: ReadonlySet<string> = new Set(
  wordsOf(`clear-content clear-history convertfrom-securestring export-csv find-module format-list format-table foreach-object get-acl
  get-alias get-clipboard get-command get-credential get-culture get-date get-filehash get-help get-history get-host get-job get-member
  get-module get-package get-random get-timezone get-variable get-volume get-location get-verb get-disk get-partition get-printer invoke-history
  measure-object out-host out-string out-gridview read-host receive-job rename-computer rename-item resolve-path restart-computer
  restart-service resume-service send-mailmessage set-acl set-alias set-item set-location set-service set-variable sort-object group-object
  start-service stop-computer stop-service suspend-service tee-object test-path unblock-file wait-process where-object select-object
  compare-object write-error write-warning`),
)

/** Beginnings of the names: what wakes the detector. */
export const cmdletCues: readonly string[] = [
  ...new Set([
    ...[...verbs].map((verb) => `${verb}-`),
    ...[...plain].map((name) => name.slice(0, name.indexOf('-') + 1)),
  ]),
]

/** What stands behind a verb's hyphen. */
export const cmdletTails: readonly string[] = [...nouns, ...[...plain].map(behindHyphen)]

/** What stands behind a name's first hyphen. */
export function behindHyphen(name: string): string {
  return name.slice(name.indexOf('-') + 1)
}

export function isCmdlet(name: string): boolean {
  const hyphen = name.indexOf('-')
  return hyphen > 1 && verbs.has(name.slice(0, hyphen)) && nouns.has(name.slice(hyphen + 1))
}

export function isPlainCmdlet(name: string): boolean {
  return plain.has(name)
}
