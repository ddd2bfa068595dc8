/** Java: classes that are named, reflection, processes. */
import { says } from './php.ts'
import { argumentOf, before, following, type Meaning, type Place, type Rule } from './place.ts'

/** Packages whose classes no client has a reason to name: they read, load, run, or are parts of gadgets. */
export const packages: readonly string[] = [
  'java.lang',
  'java.io',
  'java.nio.file',
  'java.net.url',
  'java.rmi',
  'java.beans',
  'java.util.scanner',
  'java.security.signedobject',
  'java.util.zip',
  'java.util.jar',
  'javax.script',
  'javax.naming',
  'javax.management',
  'javax.el',
  'javax.swing',
  'javax.xml.transform',
  'com.sun.',
  'sun.misc',
  'sun.reflect',
  'sun.rmi',
  'sun.print',
  'sun.awt',
  'jdk.nashorn',
  'jdk.internal',
  'jdk.jshell',
  'com.opensymphony',
  'ognl.',
  'freemarker.',
  'bsh.',
  'groovy.',
  'org.codehaus.groovy',
  'org.mvel2',
  'org.mozilla.javascript',
  'org.python',
  'org.jruby',
  'org.omg.corba',
  'org.apache.commons',
  'org.apache.xalan',
  'org.apache.struts',
  'org.apache.tomcat',
  'org.apache.catalina',
  'org.apache.el',
  'org.apache.velocity',
  'org.apache.xbean',
  'org.apache.bcel',
  'org.apache.ibatis',
  'org.apache.shiro',
  'org.apache.wicket',
  'org.apache.myfaces',
  'org.apache.logging',
  'org.apache.naming',
  'org.apache.jasper',
  'org.springframework.context.support',
  'org.springframework.beans',
  'org.springframework.expression',
  'org.springframework.cglib',
  'org.springframework.aop',
  'org.springframework.jndi',
  'org.springframework.scripting',
  'org.springframework.core.io',
  'org.yaml.snakeyaml',
  'com.mchange.v2.c3p0',
  'com.zaxxer.hikari',
  'ch.qos.logback',
  'oracle.jdbc',
  'oracle.jms',
  'net.sf.ehcache',
  'net.sf.json',
  'org.hibernate.',
  ...['com.alibaba.druid', 'com.vaadin.data', 'clojure.core', 'org.apache.openjpa', 'org.apache.axis'],
  ...['com.rometools', 'com.p6spy', 'com.nqadmin.rowset', 'br.com.anteros'],
  'com.caucho',
  'weblogic.',
  'org.jboss.',
  'com.thoughtworks.xstream',
  'com.rometools',
  'clojure.',
  'org.springframework.web.context',
  'com.vaadin',
  'org.eclipse.jetty',
  'br.com.anteros',
  'com.ibatis',
  'com.alibaba.fastjson',
]
const prefixes = [...packages].sort()

/** Libraries that are named in lists of dependencies and in logs, and types that schemas name. */
const LIBRARY =
  /^(?:org\.apache\.commons\.(?:lang3?|math3?|codec|csv|text|logging|cli|compress)|java\.lang\.annotation)\b/
const VALUE_TYPE =
  /^java\.lang\.(?:String|Integer|Long|Short|Byte|Double|Float|Boolean|Character|Number|Object|Enum|Void)$/
const FAILURE = /(?:Exception|Error|Throwable|Warning)$/
/** Fields that tell of a program: who logs, what is depended on, which type a value has. */
const DESCRIBES =
  /^(?:logger|logger[._-]?name|category|group[._-]?id|artifact[._-]?id|group|package|package[._-]?name|packages|dependency|dependencies|purl|source|thread|exception|exception[._-]?class|error|error[._-]?type|cause|module|namespace|coordinates?|library|stack|stack[._-]?trace|frames?)$/i
const TYPES =
  /^(?:type|java[._-]?type|data[._-]?type|value[._-]?type|return[._-]?type|parameter[._-]?types?|key[._-]?type|format|schema|original[._-]?type)$/i

const LONGEST_NAME = 160

/** The whole value is the name of a class or package of those; a name may go on to a member. */
export function nameOfClass(text: string, name: string): Meaning | undefined {
  const whole = text.length <= LONGEST_NAME ? text.trim() : ''
  if (!/^[a-z][a-z0-9]{1,20}(?:\.[A-Za-z_$][\w$]{0,60}){1,12};?$/.test(whole)) return undefined
  const lower = whole.toLowerCase()
  const prefix = prefixes.find((prefix) => lower.startsWith(prefix))
  if (prefix === undefined) return undefined
  // `java.lang` is one, `java.language` isn't; `java.net.URL` goes on to `URLClassLoader`.
  const next = lower.charAt(prefix.length)
  if (next !== '' && next !== '.' && next !== ';' && !prefix.endsWith('.') && !/\.(?:url|struts)$/.test(prefix))
    return undefined
  if (LIBRARY.test(whole) || FAILURE.test(whole) || DESCRIBES.test(name)) return undefined
  if (VALUE_TYPE.test(whole) && TYPES.test(name)) return undefined
  // A member in small letters behind a class is a frame of a stack: `java.lang.Thread.run`.
  if (/\.[A-Z][\w$]*\.[a-z]\w*$/.test(whole)) return undefined
  return { message: 'is nothing but the name of a class that reads, loads or runs, or of its package' }
}

/** `.lang.Runtime.exec(Runtime.java:620)`: a frame of a stack. */
const FRAME = /^[.\w$]{1,80}\((?:\w{1,60}\.(?:java|kt|scala):\d{1,6}|Native Method|Unknown Source)\)/

/** `java.lang.Runtime` in code: at the beginning, in a string, behind a bracket or `new`. */
const classOf: Rule = (place) => {
  const rest = following(place)
  const isRunner =
    /^\.lang\.(?:Runtime|ProcessBuilder|ProcessImpl|System\.(?:getenv|getProperty|exit)|Class\.forName|reflect\.|invoke\.)/.test(
      rest,
    )
  const isReader =
    /^\.(?:io\.(?:File|BufferedReader|InputStreamReader|RandomAccessFile)|util\.Scanner|net\.URL|nio\.file|script\.ScriptEngine|naming\.InitialContext)/.test(
      rest,
    )
  if ((!isRunner && !isReader) || FRAME.test(rest)) return undefined
  const sign = before(place)
  const isNew = /(?:\bnew|\bimport|=)\s{1,3}$/.test(place.text.slice(Math.max(0, place.start - 10), place.start))
  if (isNew || /^[('"@=#{[&,;:]$/.test(sign)) return says(place, 'names a class of')
  return sign === '' && isRunner && /^[.\w$]{1,40}(?:\(|$)/.test(rest) ? says(place, 'names a class of') : undefined
}

const isCalled: Rule = (place) =>
  following(place).startsWith('(') && before(place) === '.' ? says(place, 'calls') : undefined

const classMember: Rule = (place) =>
  /^\(\s?\)\s?\.\s?(?:forName|getMethods?|getClassLoader|getDeclared|getProtectionDomain|getSuperclass|getResource)/.test(
    following(place),
  ) ||
  (place.isData && before(place) === '.' && place.text.length <= 48 && /^\(\s?\)\s?$/.test(following(place)))
    ? says(place, 'reaches for a class with')
    : undefined

const runtime: Rule = (place) =>
  /^\.\s?getRuntime\s?\(\s?\)\s?\.\s?(?:exec|load|halt)/i.test(following(place))
    ? says(place, 'runs a command with', true)
    : undefined

const made: Rule = (place) => {
  const isNew = /\bnew\s{1,4}(?:[a-z]\w{1,15}\.){0,4}$/.test(
    place.text.slice(Math.max(0, place.start - 48), place.start),
  )
  return isNew && argumentOf(place) !== undefined ? says(place, 'makes a') : undefined
}

const named: Rule = (place) => (/^\\?['"]|^[a-z]+\./.test(argumentOf(place) ?? '') ? says(place, 'calls') : undefined)

/** `new File('/etc/passwd').text` */
const openedFile: Rule = (place) =>
  /^\(\s?["'](?:\/(?:etc|proc|root|home|var)\/|[a-z]:\\)/i.test(following(place)) ? made(place) : undefined

/** `T(java.lang.Runtime)` of Spring. */
const typeOf: Rule = (place) =>
  place.text.charAt(place.start) === 'T' &&
  /^(?:(?:String|System|Runtime|Class|Thread)\s?\)\s?\.|(?:java|javax|org|com|sun|groovy)\.[a-z])/.test(
    argumentOf(place) ?? '',
  )
    ? says(place, 'reaches for a class with', true)
    : undefined

export const java: readonly (readonly [name: string, rule: Rule])[] = [
  ['java', classOf],
  ['javax', classOf],
  ['getruntime', isCalled],
  ['runtime', runtime],
  ['processbuilder', made],
  ['scriptenginemanager', made],
  ['forname', named],
  ['getenginebyname', named],
  ['getdeclaredmethod', named],
  ['getdeclaredconstructor', isCalled],
  ['getclassloader', isCalled],
  ['getclass', classMember],
  ['getservletcontext', isCalled],
  ['groovyshell', made],
  ['urlclassloader', made],
  ['groovyclassloader', made],
  ['defineclass', isCalled],
  ['file', openedFile],
  ['t', typeOf],
]

export function asWhole({ text, field }: Place): Meaning | undefined {
  return nameOfClass(text, field.isName ? '' : field.name)
}
