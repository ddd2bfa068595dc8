/** Something that stands in a block: how it is written, which the parser's JSON no longer tells. */
export interface Shape {
  /** `resource aws_lb this › access_logs › bucket` */
  readonly path: readonly string[]
  readonly kind: 'block' | 'argument'
}

/** Reads what is a block and what an argument from formatted HCL, line by line; values of several lines are skipped. */
export function shapesOf(text: string): Shape[] {
  const shapes: Shape[] = []
  const open: string[] = []
  let indent: number | undefined
  let heredoc: string | undefined
  for (const line of text.split('\n')) {
    if (heredoc !== undefined) {
      if (line.trim() === heredoc) heredoc = undefined
      continue
    }
    const depth = line.length - line.trimStart().length
    if (indent !== undefined) {
      // Within a value: it ends at the line that stands as far in as it began.
      if (line.trim() !== '' && depth <= indent) indent = undefined
      continue
    }
    heredoc = /<<[-~]?(\w+)$/.exec(line)?.[1]
    const block = /^\s*([\w-]+)((?: "[^"]*")*) \{(\s*\})?$/.exec(line)
    const argument = /^\s*([\w-]+)\s+=(?!=)/.exec(line)
    if (block) {
      const name = [block[1], ...[...(block[2] ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1])].join(' ')
      shapes.push({ path: [...open, name], kind: 'block' })
      if (!block[3]) open.push(name)
    } else if (argument) {
      shapes.push({ path: [...open, argument[1] as string], kind: 'argument' })
      if (/[[{(]$/.test(line)) indent = depth
    } else if (line.trim() === '}') open.pop()
  }
  return shapes
}
