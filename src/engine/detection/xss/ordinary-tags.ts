/** Tags that load something by their name, of the kinds that people's texts and mails are full of. */
import { type Attribute, plainName, readAttribute } from './attributes.ts'

const found: Attribute = { nameStart: 0, nameEnd: 0, valueStart: 0, valueEnd: 0, next: 0 }

/** What browsers read another name of than others do: no value says so. */
const UNSURE = '?'
/** What stands between attributes, and between a name and its value. Mails end a line that goes on with `=`. */
const between = /^[\t\n\f\r /]*(?:=\r?\n[\t ]*)?$/
const assigned = /^(?:[\t\n\f\r ]*=?[\t\n\f\r ]*["']?)$/

/** The attribute that a browser takes, which is the first of its name; '' if there is none. Its first 256 characters. */
function firstValue(text: string, from: number, limit: number, name: string): string {
  let i = from
  for (let count = 0; count < 32 && readAttribute(text, i, limit, found); count++) {
    const { nameStart, nameEnd, valueStart, valueEnd } = found
    // `=type=…`, `"type=…`: the sign belongs to the name. A tick is no quote.
    if (!between.test(text.slice(i, nameStart)) || !assigned.test(text.slice(nameEnd, valueStart))) return UNSURE
    if (nameEnd - nameStart === name.length && plainName(text, nameStart, nameEnd) === name) {
      return unescaped(
        text
          .slice(valueStart, Math.min(valueEnd, valueStart + 256))
          .trim()
          .toLowerCase(),
      )
    }
    if (found.next <= i) break
    i = found.next
  }
  return ''
}

/**
 * HTML within JSON within a value, `rel=\\"icon\\"`, and within a mail as it was sent, `rel=3D"icon"`: browsers that were given
 * it so would know no value of the kind at all.
 */
function unescaped(value: string): string {
  const from = value.startsWith('\\"') ? 2 : value.startsWith('3d"') ? 3 : value.startsWith('3d') ? 2 : 0
  return value.slice(from).replace(/(?<=\w)\\?"$/, '')
}

const charsets = /^(?:utf-?8|iso-8859-\d{1,2}|windows-125\d)$/
const headers = /^(?:content-type|content-language|x-ua-compatible)$/
/** Relations by which nothing is loaded but a picture. */
const relations =
  /^(?:canonical|alternate|next|prev|author|license|shortlink|amphtml|me|profile|pingback|search|(?:shortcut )?icon|apple-touch-icon)$/
const fonts = /^https:\/\/fonts\.(?:googleapis\.com|bunny\.net)\//
/** What editors embed: players and maps on hosts whose pages nobody else writes. */
const players =
  /^(?:https?:)?\/\/(?:(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/|player\.vimeo\.com\/video\/|www\.dailymotion\.com\/embed\/|www\.google\.com\/maps\/(?:embed|d\/)|open\.spotify\.com\/embed|w\.soundcloud\.com\/player|www\.loom\.com\/embed\/|fast\.wistia\.net\/embed\/)[\w./?&=;:,%+!~@#-]*$/

/** The tag loads nothing that could run or restyle the page, though others of its name do. Its attributes stand from `from`. */
export function isOrdinaryTag(text: string, from: number, limit: number, tag: string): boolean {
  switch (tag) {
    case 'meta': {
      const charset = firstValue(text, from, limit, 'charset')
      const header = firstValue(text, from, limit, 'http-equiv')
      return (charset === '' || charsets.test(charset)) && (header === '' || headers.test(header))
    }
    case 'link': {
      const relation = firstValue(text, from, limit, 'rel')
      return (
        relations.test(relation) || (relation === 'stylesheet' && fonts.test(firstValue(text, from, limit, 'href')))
      )
    }
    case 'iframe':
      return players.test(firstValue(text, from, limit, 'src'))
  }
  return false
}

/** `<script type="application/ld+json">`: data about the page, which no browser runs. */
export function holdsData(text: string, from: number, limit: number): boolean {
  const type = firstValue(text, from, limit, 'type')
  return type === 'application/ld+json' || type === 'application/json'
}
