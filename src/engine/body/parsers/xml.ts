import type { MediaType } from '../../canonical/media-type.ts'
import type { BodyParser, ContainerContext } from '../parser.ts'
import { TextParser } from './text.ts'

export class XmlParser extends TextParser implements BodyParser {
  // biome-ignore lint/complexity/noUselessConstructor: to be written
  constructor(context: ContainerContext, _mediaType?: MediaType) {
    super(context)
  }
}
