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
  ['vmlframe', ['src']],
  ['frameset', ['rows', 'cols']],
  ['object', ['data', 'classid', 'codebase', 'code', 'archive', 'type']],
  ['embed', ['src', 'code', 'type', 'href', 'allowscriptaccess']],
  ['base', ['href']],
  ['link', ['href', 'asdf']],
  ['meta', ['http-equiv', 'charset']],
  ['style', ['src', 'onload', '@import']],
  ['import', ['namespace', 'implementation']],
  ['html', ['manifest']],
  ['xml', ['src', 'id', 'datasrc']],
  ['handler', ['xmlns:ev', 'ev:event']],
  ['listener', ['handler', 'event']],
  ['event-source', ['src']],
  ['template', ['shadowrootmode']],
  ['portal', ['src']],
  ['fencedframe', ['src', 'config']],
])

/** A form's controls ask people for something in another's name, where they are all that a value consists of. */
export const controls: ReadonlyMap<string, readonly string[]> = new Map([
  ['input', ['autofocus', 'pattern', 'form']],
  ['textarea', ['autofocus', 'form']],
  ['select', ['autofocus', 'form']],
  ['button', ['autofocus', 'form']],
  ['keygen', ['autofocus', 'form']],
])

/** Attributes that run or load something in any tag. */
export const loadingAnywhere: ReadonlySet<string> = new Set(['srcdoc', 'formaction', 'datasrc', 'dataformatas'])

/** What a page's head ordinarily consists of: let pass in a whole document. */
export const ordinaryInDocument: ReadonlySet<string> = new Set(['link', 'meta'])

/** Tags that are an attack even where they are broken up, `< script` and `<s c r i p t`. */
export const breakable: ReadonlySet<string> = new Set(
  'script iframe frame frameset object embed applet form dialog svg math style meta link base body html img image video audio isindex bgsound layer portal'.split(
    ' ',
  ),
)

/** Elements whose content is text: a closing tag leaves it. */
export const rawText: ReadonlySet<string> = new Set(
  'script style title textarea xmp noscript noembed noframes iframe template plaintext listing select option'.split(
    ' ',
  ),
)

/** SVG's animations, which can write an attribute of another element. */
export const animating: ReadonlySet<string> = new Set([
  'animate',
  'set',
  'animatetransform',
  'animatemotion',
  't:set',
  'animatecolor',
])

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
  'ActiveXObject',
  'Image',
  'sendBeacon',
  'postMessage',
  'appendChild',
  'insertAdjacentHTML',
  'createElement',
  'createContextualFragment',
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
  'some',
  'filter',
  'forEach',
  'call',
  'apply',
  'bind',
  'from',
  'flatMap',
  'reduce',
  '$eval',
  'msgbox',
  'MsgBox',
  '_ALERT_',
])

/** Methods that call what they are handed. */
export const callers: ReadonlySet<string> = new Set(
  'sort map find every some filter forEach call apply bind from flatMap reduce'.split(' '),
)

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
  'ActiveXObject',
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
