import type { FieldSource } from './fields.ts'
import type { FieldInfo, Where } from './types.ts'

/** The field that is being looked at; its name is put together only for whoever asks. */
export class CurrentField implements FieldInfo {
  where: Where = 'body'
  isName = false
  #source: FieldSource | undefined
  #name: string | undefined

  begin(source: FieldSource, isName: boolean): void {
    this.where = source.where
    this.isName = isName
    this.#source = source
    this.#name = undefined
  }

  get parent(): string {
    return String(this.#source?.path().at(-2) ?? '')
  }

  get name(): string {
    this.#name ??= this.#source?.name() ?? ''
    return this.#name
  }
}
