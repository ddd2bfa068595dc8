/** PowerShell's commands: a verb, and a noun that nothing else is named by. */

const wordsOf = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/))

const verbs =
  wordsOf(`get set new remove add clear invoke start stop restart enable disable register unregister test out import export
  move copy rename mount dismount find resolve update reset enter exit install uninstall save`)

const nouns =
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
  minidump domainshare localadminaccess dnsname netconnection webserviceproxy transcript threadjob`)

/** Beginnings of the names: what wakes the detector. */
export const cmdletCues: readonly string[] = [...verbs].map((verb) => `${verb}-`)

export function isCmdlet(name: string): boolean {
  const hyphen = name.indexOf('-')
  return hyphen > 1 && verbs.has(name.slice(0, hyphen)) && nouns.has(name.slice(hyphen + 1))
}
