import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of the AWS provider's schema that our code uses; made by scripts/terraform/aws-schema.ts. */
export interface AwsSchema {
  readonly provider: string
  readonly version: string
  readonly derivedFrom: string
  readonly derivedBy: string
  readonly resources: Readonly<Record<string, ResourceSchema>>
  readonly dataSources: Readonly<Record<string, ResourceSchema>>
}

export interface BlockSchema {
  readonly arguments: Record<string, { readonly type: string; readonly required: boolean }>
  readonly blocks: Record<string, BlockSchema & { readonly required: boolean; readonly many: boolean }>
}

export interface ResourceSchema extends BlockSchema {
  /** What can be read beside arguments and blocks. */
  readonly attributes: readonly string[]
}

export const awsSchema = JSON.parse(readFileSync(join(import.meta.dirname, 'aws-schema.json'), 'utf8')) as AwsSchema
