import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { type CreateParser, runWhole } from '../../conformance.ts'
import { XmlParser } from './parser.ts'

// Beside a strict parser. Where the two differ on purpose:
// - a document type declaration is refused by us, whatever stands in it;
// - text goes on over comments, instructions and CDATA sections: we show its pieces, and the whole;
// - line ends and white space in attributes stand as sent, where saxes makes them LF or a space;
// - white space alone is no value to us, and a body of nothing else is empty, not malformed;
// - an instruction is shown with its delimiters, except for those named xml…;
// - what the XML declaration says is not checked; the encoding in it is, by those who choose the parser;
// - any byte above ASCII may stand in a name, and U+FFFE, U+FFFF and U+007F to U+009F anywhere;
// - a reference is read over 64 bytes only, so that `&#` with more zeros is refused.

const xml: CreateParser = (context) => new XmlParser(context)

interface Read {
  readonly values: string[]
  readonly accepted: boolean
}

function readBySaxes(text: string): Read {
  const values: string[] = []
  let accepted = true
  let pieces: string[] = []
  const endText = () => {
    const whole = pieces.join('')
    if (pieces.length > 1) values.push(...pieces.filter(isSeen))
    if (isSeen(whole)) values.push(whole)
    pieces = []
  }
  const addPiece = (piece: string) => {
    if (piece !== '') pieces.push(piece)
  }
  const parser = new SaxesParser({ xmlns: false, position: false })
  parser.on('error', () => {
    accepted = false
  })
  parser.on('text', addPiece)
  parser.on('cdata', addPiece)
  parser.on('opentagstart', endText)
  parser.on('closetag', endText)
  parser.on('attribute', ({ value }) => {
    if (value !== '') values.push(value)
  })
  parser.on('comment', (comment) => {
    if (comment !== '') values.push(comment.startsWith('#') ? `<!--${comment}-->` : comment)
  })
  parser.on('processinginstruction', ({ target, body }) => {
    values.push(`<?${target} ${body}?>`)
  })
  parser.write(text)
  parser.close()
  return { values, accepted }
}

function isSeen(text: string): boolean {
  return /[^ \t\n]/.test(text)
}

const word = fc.string({ unit: fc.constantFrom(...'ab <é😀]#-?\n'), maxLength: 8 })
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&#62;')
const name = fc.constantFrom('a', 'b-c', 'n:d', '_e', 'é', 'xmlns:f')

const element: fc.Arbitrary<string> = fc.letrec<{ node: string; element: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    word.map(escaped),
    word.map((text) => `<![CDATA[${text}]]>`),
    word.map((text) => `<!--${text.replaceAll('-', '')}-->`),
    word.map((text) => `<?php x${text.replaceAll('?', '')}?>`),
    tie('element'),
  ),
  element: fc
    .tuple(
      name,
      fc.uniqueArray(fc.tuple(name, word), { selector: ([key]) => key, maxLength: 3 }),
      fc.array(tie('node'), { maxLength: 5 }),
    )
    .map(([tag, attributes, nodes]) => {
      const all = attributes.map(([key, value]) => ` ${key}="${escaped(value).replaceAll('\n', '&#10;')}"`).join('')
      return nodes.length === 0 ? `<${tag}${all}/>` : `<${tag}${all}>${nodes.join('')}</${tag}>`
    }),
})).element

test('any document: the same texts, attributes, comments and instructions', () => {
  fc.assert(
    fc.property(element, (text) => {
      const { fields, conditions } = runWhole(xml, text)
      const expected = readBySaxes(text)
      expect(expected.accepted).toBe(true)
      expect(conditions).toEqual([])
      expect(
        fields
          .filter(({ isName }) => !isName)
          .map(({ value }) => value)
          .toSorted(),
      ).toEqual(expected.values.toSorted())
    }),
    { numRuns: 1_000 },
  )
})

test.each([' ', '\n\t \n'])('%j is an empty body', (text) => {
  expect(runWhole(xml, text)).toMatchObject({ fields: [], conditions: [] })
  expect(readBySaxes(text).accepted).toBe(false)
})

test('any document with something put in, taken out or repeated: both accept it or both refuse it', () => {
  const piece = fc.constantFrom(
    ...[
      '<',
      '>',
      '/',
      '"',
      "'",
      '=',
      ' ',
      '&',
      ';',
      '&lt;',
      '&#65;',
      '&#x;',
      '&x;',
      '!',
      '-',
      '--',
      '-->',
      '<!--',
      '?>',
      '<?',
    ],
    ...[
      '<?a?>',
      ']]>',
      '<![CDATA[',
      '<a>',
      '</a>',
      '<b/>',
      'x',
      '\u0001',
      ' a="1"',
      '<?xml version="1.0"?>',
      '#',
      ':',
      '.',
      '0',
    ],
  )
  const change = fc.tuple(fc.nat(), fc.nat(3), piece)
  fc.assert(
    fc.property(element, fc.array(change, { minLength: 1, maxLength: 3 }), (whole, changes) => {
      let text = whole
      for (const [at, removed, added] of changes) {
        const i = at % (text.length + 1)
        text = text.slice(0, i) + added + text.slice(i + removed)
      }
      // A half of a letter is none.
      fc.pre(text.isWellFormed())
      // The grammar of the declaration isn't checked: nothing in it is read but the encoding.
      fc.pre(!text.startsWith('<?xml') || text.startsWith('<?xml version="1.0"?>'))
      const accepted = runWhole(xml, text).conditions.length === 0
      expect([text, accepted]).toEqual([text, !isSeen(text) || readBySaxes(text).accepted])
    }),
    { numRuns: 5_000 },
  )
})
