import { NO_LIMIT } from '../../../limits/budget.ts'
import type { Limits } from '../../../limits/table.ts'

/** What a policy allows of XML, as numbers to compare with. */
export type XmlLimits = Limits['xml']

export function xmlLimits({ xml }: Limits): XmlLimits {
  const atMost = (limit: number) => (limit < 0 ? NO_LIMIT : limit)
  return {
    max_depth: atMost(xml.max_depth),
    max_children: atMost(xml.max_children),
    max_attributes: atMost(xml.max_attributes),
    max_namespaces: atMost(xml.max_namespaces),
    document: atMost(xml.document),
    text: atMost(xml.text),
    attribute: atMost(xml.attribute),
    comment: atMost(xml.comment),
    localname: atMost(xml.localname),
    prefix: atMost(xml.prefix),
    namespaceuri: atMost(xml.namespaceuri),
    pitarget: atMost(xml.pitarget),
    pidata: atMost(xml.pidata),
  }
}
