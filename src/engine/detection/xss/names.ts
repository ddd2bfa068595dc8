/** The names that decide whether markup or JavaScript does something. */

/** Tags that run or load something whatever their attributes say. */
export const running: ReadonlySet<string> = new Set([
  'script',
  'applet',
  'isindex',
  'xss',
  'layer',
  'ilayer',
  'bgsound',
])

/** Tags that run or load something if they have one of these attributes. */
export const loading: ReadonlyMap<string, readonly string[]> = new Map([
  ['iframe', ['src', 'srcdoc', 'name', 'sandbox', 'style', 'href', 'width', 'height', 'id', 'class', 'allow']],
  ['frame', ['src', 'name', 'id']],
  ['frameset', ['rows', 'cols']],
  ['object', ['data', 'classid', 'codebase', 'code', 'archive']],
  ['embed', ['src', 'code', 'type', 'href']],
  ['base', ['href']],
  ['link', ['href', 'asdf']],
  ['meta', ['http-equiv', 'charset']],
  ['style', ['src', 'onload', '@import']],
  ['import', ['namespace', 'implementation']],
  ['html', ['manifest']],
  ['xml', ['src', 'id', 'datasrc']],
  ['handler', ['xmlns:ev', 'ev:event']],
  ['listener', ['handler', 'event']],
  ['use', ['xlink:href']],
  ['feimage', ['xlink:href']],
  ['template', ['shadowrootmode']],
  ['portal', ['src']],
  ['fencedframe', ['src', 'config']],
])

/** SVG's animations, which can write an attribute of another element. */
export const animating: ReadonlySet<string> = new Set([
  'animate',
  'set',
  'animatetransform',
  'animatemotion',
  't:set',
  'animatecolor',
])

/** How the names of events begin, without `on`. */
export const events: readonly string[] = (
  'abort activate after animation append auxclick before begin blur bounce cached cancel canplay cellchange change checking click close ' +
  'command content contextmenu control copy cuechange cut data dbl deactivate device downloading drag drop duration emptied end error ' +
  'filterchange finish focus form fullscreen gesture got hashchange help input invalid key layout loa location losecapture lost media ' +
  'message mouse move moz ms navigat noupdate obsolete offline online orientation outofsync page paint paste pause play pointer pop ' +
  'progress propertychange ratechange readystate rejection repeat reset resize resume reverse row scroll scrub search securitypolicy ' +
  'seek select show slotchange stalled start stop storage submit suspend sync time toggle touch track transition unhandled unload ' +
  'update urlflip user vr visibility volume waiting webkit wheel zoom'
).split(' ')

/** Functions that run their argument, show that script runs, or send data away. Case counts in JavaScript. */
export const sinks: ReadonlySet<string> = new Set([
  'alert',
  'confirm',
  'prompt',
  'eval',
  'Function',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'execScript',
  'fetch',
  'import',
  'importScripts',
  'write',
  'writeln',
  'open',
  'print',
  'atob',
  'btoa',
  'fromCharCode',
  'fromCodePoint',
  'XMLHttpRequest',
  'Image',
  'sendBeacon',
  'appendChild',
  'insertAdjacentHTML',
  'createElement',
  'getScript',
  'constructor',
  'assign',
  'WebSocket',
  'unescape',
  'decodeURIComponent',
  'require',
  'sort',
  'map',
  'find',
  'every',
  'call',
  'apply',
  '_ALERT_',
])

/** Those that nobody but an attacker or a programmer writes at a value's start. */
export const loud: ReadonlySet<string> = new Set([
  'alert',
  'confirm',
  'prompt',
  'eval',
  'Function',
  'setTimeout',
  'setInterval',
  'execScript',
  'atob',
  'btoa',
  'fromCharCode',
  'importScripts',
])

/** Objects through which the page is reached. */
export const globals: ReadonlySet<string> = new Set([
  'window',
  'document',
  'self',
  'top',
  'parent',
  'this',
  'frames',
  'globalThis',
  'location',
  'content',
  'opener',
  'navigator',
])
