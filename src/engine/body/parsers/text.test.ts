import { conforms } from '../conformance.ts'
import { TextParser } from './text.ts'

conforms('text', (context) => new TextParser(context), {
  samples: ['plain text', '', 'é😀\u0000'],
  alphabet: ['a', 'é', 0x00, 0x80, 0xff],
  around: (text) => text,
})
