// Derives test/deploy/terraform/aws-schema.json, the part of the AWS provider's schema that our Terraform code uses, from a
// package that carries the whole (480 MB unpacked, hence no dependency). To renew it, or after a new kind of resource:
//
//   npm pack @cdktn/provider-aws@25.7.0 && tar xzf cdktn-provider-aws-25.7.0.tgz
//   node --max-old-space-size=4096 scripts/terraform/aws-schema.ts package
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from '@cdktn/hcl2json'
import type { AwsSchema, BlockSchema, ResourceSchema } from '../../test/deploy/terraform/aws-schema.ts'

/** What we read of jsii's description of the package. */
interface JsiiType {
  readonly properties?: readonly JsiiProperty[]
}
interface JsiiProperty {
  readonly name: string
  readonly static?: boolean
  readonly optional?: boolean
  readonly docs?: { readonly summary?: string; readonly remarks?: string }
  readonly type: JsiiTypeReference
}
interface JsiiTypeReference {
  readonly primitive?: string
  readonly fqn?: string
  readonly collection?: { readonly kind: string; readonly elementtype: JsiiTypeReference }
  readonly union?: { readonly types: readonly JsiiTypeReference[] }
}

const root = dirname(dirname(import.meta.dirname))
const [folder] = process.argv.slice(2)
if (!folder) throw new Error('usage: node scripts/terraform/aws-schema.ts FOLDER_OF_THE_PACKAGE')
const jsii = JSON.parse(readFileSync(join(folder, '.jsii'), 'utf8')) as {
  readonly name: string
  readonly version: string
  readonly types: Record<string, JsiiType>
}

const pascal = (name: string) => name.replace(/(^|_)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** The link to the registry's page ends in the argument's own name: `…/resources/lb#access_logs Lb#access_logs}`. */
const argumentName = ({ name, docs }: JsiiProperty) =>
  /docs\/[a-z-]+\/\w+#(\w+) /.exec(`${docs?.summary} ${docs?.remarks}`)?.[1] ?? snake(name)

function describe(type: JsiiTypeReference): { type: string; element?: string } {
  if (type.union) {
    const known = type.union.types.filter(({ fqn }) => !fqn?.endsWith('.IResolvable'))
    return describe(known[0] as JsiiTypeReference)
  }
  if (type.collection) {
    const { fqn } = describeElement(type.collection.elementtype)
    return { type: type.collection.kind === 'map' ? 'map' : 'list', ...(fqn ? { element: fqn } : {}) }
  }
  return type.fqn ? { type: 'object', element: type.fqn } : { type: type.primitive ?? 'any' }
}
const describeElement = (type: JsiiTypeReference): JsiiTypeReference =>
  type.union ? (type.union.types.find(({ fqn }) => !fqn?.endsWith('.IResolvable')) as JsiiTypeReference) : type

function block(fqn: string): BlockSchema {
  const result = { arguments: {} as BlockSchema['arguments'], blocks: {} as BlockSchema['blocks'] }
  for (const property of jsii.types[fqn]?.properties ?? []) {
    const name = argumentName(property)
    const { type, element } = describe(property.type)
    const required = property.optional !== true
    const isBlock = / block\.?$/.test(property.docs?.summary ?? '')
    if (isBlock && element) result.blocks[name] = { required, many: type === 'list', ...block(element) }
    else result.arguments[name] = { type, required }
  }
  return result
}

/** `aws_lb`: its arguments come from LbConfig; what may be read of it are those and the properties of Lb. */
function resource(name: string, isData: boolean): ResourceSchema {
  const typeName = `${isData ? 'DataAws' : ''}${pascal(name.replace(/^aws_/, ''))}`
  const fqn = Object.keys(jsii.types).find((key) => key.endsWith(`.${typeName}Config`))
  if (!fqn) throw new Error(`the package has no ${isData ? 'data source' : 'resource'} ${name} (${typeName}Config)`)
  const schema = block(fqn)
  // The package gives every resource a settable id, which Terraform's resources don't have.
  if (!isData) delete schema.arguments.id
  const known = new Set([...Object.keys(schema.arguments), ...Object.keys(schema.blocks)])
  const attributes = (jsii.types[fqn.slice(0, -'Config'.length)]?.properties ?? [])
    .filter((property) => !property.static && !/Input$/.test(property.name))
    .map(({ name: property }) => snake(property))
    .filter((attribute) => !known.has(attribute))
  return { ...schema, attributes }
}

const used = { resource: new Set<string>(), data: new Set<string>() }
for (const path of globSync('terraform/**/*.tf', { cwd: root })) {
  const file = await parse(path, readFileSync(join(root, path), 'utf8'))
  for (const kind of ['resource', 'data'] as const) {
    for (const name of Object.keys(file[kind] ?? {})) if (name.startsWith('aws_')) used[kind].add(name)
  }
}
const entries = (names: Set<string>, isData: boolean) =>
  Object.fromEntries([...names].sort().map((name) => [name, resource(name, isData)]))
const anyLink = JSON.stringify(Object.entries(jsii.types).find(([key]) => key.endsWith('.LbConfig'))?.[1])
const schema: AwsSchema = {
  provider: 'hashicorp/aws',
  version: /providers\/hashicorp\/aws\/([0-9.]+)\//.exec(anyLink)?.[1] ?? '',
  derivedFrom: `${jsii.name}@${jsii.version}`,
  derivedBy: 'scripts/terraform/aws-schema.ts',
  resources: entries(used.resource, false),
  dataSources: entries(used.data, true),
}
writeFileSync(join(root, 'test/deploy/terraform/aws-schema.json'), `${JSON.stringify(schema)}\n`)
