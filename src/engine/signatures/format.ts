import Type, { type Static } from 'typebox'
import { attackClasses } from '../types.ts'

const where = Type.Enum(['method', 'path', 'query', 'header', 'cookie', 'body'])
const severity = Type.Enum(['critical', 'error', 'warning', 'notice'])

const sample = Type.Union([
  Type.String({ description: 'The value of a query parameter' }),
  Type.Object(
    {
      where,
      name: Type.Optional(Type.String({ description: 'Name of the header, cookie, parameter or JSON key' })),
      value: Type.String(),
      isName: Type.Optional(
        Type.Boolean({
          description:
            'The value stands as a name: a parameter, a cookie, a JSON key; in a body right under `name`, if given',
        }),
      ),
    },
    { additionalProperties: false },
  ),
])

/** A signature file, `signatures/<class>/<id>.yaml`. `signatures/schema.json` is generated from this. */
export const signatureSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', description: 'Equals the file name without .yaml' }),
    class: Type.Enum([...attackClasses], { description: 'Equals the name of the folder' }),
    severity,
    paranoia: Type.Integer({ minimum: 1, maximum: 4 }),
    description: Type.String({ minLength: 10, description: 'What it finds, in words; stands in events' }),
    cwe: Type.Optional(Type.String({ pattern: '^CWE-[0-9]+$' })),
    cve: Type.Optional(Type.Array(Type.String({ pattern: '^CVE-[0-9]{4}-[0-9]{4,}$' }))),
    where: Type.Optional(
      Type.Array(where, { minItems: 1, description: 'Where it looks; default: path, query, header, cookie, body' }),
    ),
    names: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^A-Z]+$' }), {
        minItems: 1,
        description: 'Lower-case names of the headers, cookies, parameters or keys that it looks at; default: all',
      }),
    ),
    under: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^A-Z]+$' }), {
        minItems: 1,
        description: 'Lower-case names, one of which the name of the value has to stand right under; default: any',
      }),
    ),
    on: Type.Optional(
      Type.Enum(['value', 'name', 'both'], { description: 'Looks at values, names, or both (default)' }),
    ),
    literals: Type.Array(Type.String({ minLength: 3, maxLength: 255, pattern: '^[\\x00-\\x7f]+$' }), {
      minItems: 1,
      description: 'ASCII texts, any of which (without regard to case) must stand in the value before it is looked at',
    }),
    at: Type.Optional(
      Type.Enum(['start', 'line'], {
        description:
          'Its literals count only in the first 4 bytes of a value (start), or in the 12 behind a line break (line); default: anywhere',
      }),
    ),
    markdown: Type.Optional(
      Type.Literal('prose', {
        description:
          'Leaves the code of a Markdown document in a body out; what stands in it is recorded at paranoia 2',
      }),
    ),
    pattern: Type.Optional(
      Type.String({ description: 'RE2 pattern that must match as well; no unbounded . or [^x] (use {0,40})' }),
    ),
    unless: Type.Optional(
      Type.String({ description: 'RE2 pattern of values that it leaves alone, whatever else they hold' }),
    ),
    match: Type.Array(sample, { minItems: 1, description: 'What it must find' }),
    pass: Type.Array(sample, { minItems: 1, description: 'What it must let pass' }),
  },
  { additionalProperties: false, $id: 'https://sluice.invalid/signature.json', title: 'Sluice signature' },
)

export type Signature = Static<typeof signatureSchema>
export type SignatureSample = Static<typeof sample>
