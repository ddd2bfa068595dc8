import {
  AT,
  BANG,
  BRACE_CLOSE,
  BRACE_OPEN,
  BRACKET_CLOSE,
  BRACKET_OPEN,
  COLON,
  DOLLAR,
  DOT,
  EQUALS,
  PAREN_CLOSE,
  PAREN_OPEN,
} from './bytes.ts'
import { hashed, mixed } from './hash.ts'
import * as level from './levels.ts'
import { FIRST_TYPE_SYSTEM, FRAGMENT, LAST_TYPE_SYSTEM, Names, NULL, ON, QUERY, SUBSCRIPTION, TRUE } from './names.ts'
import * as node from './selections.ts'
import * as state from './states.ts'

// What a name is to whoever looks at values; what isn't accepted is `REFUSED`.
/** Chooses something of the schema, or is the client's own. */
export const PLAIN = 0
/** Names a part of the input: an argument, a key. */
export const INPUT_NAME = 1
/** A value: an enum's. It is taken by `value`, once it has been looked at. */
export const ENUM = 2
export const REFUSED = -1

const SPARE_NAMES = 1_024
const SPARE_NODES = 2_048
const SPARE_LEVELS = 512

/** The grammar of executable documents: takes tokens, one after the other, and records what they select. */
export class Walk {
  /** What may come next; see states.ts. */
  state: number = state.DEFINITION
  /** Tokens so far, as `maxTokens` of graphql-js counts them: without comments. */
  tokens = 0
  /** What is wrong, once something was refused. */
  fault = ''
  readonly names: Names = new Names()
  readonly levels: level.Levels = new level.Levels()
  readonly selections: node.Selections = new node.Selections()
  /** The definition that is being read; undefined also for one that isn't kept. */
  #definition: node.Definition | undefined
  /** Its type and name, for the path; -1 for none. */
  type = -1
  fragment = -1
  /** The state after a directive, and after arguments. */
  #afterDirective: number = state.SELECTION
  #afterArguments: number = state.SELECTION
  #directive = 0
  /** Variables may not stand in what is being read. */
  #isConstant = false
  /** Lists around the type that is being read. */
  #lists = 0
  /** A hash of the argument that is being read, and the sum of those before it: their order means nothing. */
  #argument = 0
  #arguments = 0

  /** Begins with another document. */
  restart(): void {
    this.state = state.DEFINITION
    this.tokens = 0
    this.fault = ''
    this.names.restart()
    this.levels.restart()
    this.selections.restart()
    this.#definition = undefined
    this.type = -1
    this.fragment = -1
  }

  /** What it holds is little enough to be kept for the next document. */
  get isSmall(): boolean {
    const { names, levels, selections } = this
    return (
      names.count <= SPARE_NAMES && levels.size <= SPARE_LEVELS && selections.nodes.length <= SPARE_NODES * node.COLUMNS
    )
  }

  /** The document may end here. */
  get isComplete(): boolean {
    return this.state === state.DEFINITION && this.tokens > 0
  }

  /** Takes the first name of a field, in a state up to `AFTER_NAME`: most names are one. @returns what it is */
  field(name: number): number {
    const { levels } = this
    this.tokens++
    this.state = state.AFTER_NAME
    levels.entry = name
    levels.node = this.selections.add(node.FIELD, name, levels.parent)
    return PLAIN
  }

  /** Takes any name. @returns what it is */
  name(name: number): number {
    if (this.state === state.AFTER_DIRECTIVE) this.state = this.#afterDirective
    if (this.state <= state.AFTER_NAME) return this.field(name)
    this.tokens++
    switch (this.state) {
      case state.ALIASED:
        this.#afterAlias(name)
        return PLAIN
      case state.FIRST_ARGUMENT:
      case state.NEXT_ARGUMENT:
        this.#addArgument()
        this.#argument = hashed(0, name)
        this.levels.entry = name
        this.state = state.ARGUMENT_COLON
        return INPUT_NAME
      case state.OBJECT:
        this.#argument = hashed(this.#argument, name)
        this.levels.entry = name
        this.state = state.KEY_COLON
        return INPUT_NAME
      case state.VALUE:
      case state.LIST:
        this.tokens--
        if (name < TRUE || name > NULL) return ENUM
        this.value(name)
        return PLAIN
      case state.VARIABLE:
        this.tokens--
        this.value(name)
        return PLAIN
      default:
        return this.#seldom(name)
    }
  }

  /** Names that few documents have many of. */
  #seldom(name: number): number {
    switch (this.state) {
      case state.DOTTED:
        if (name !== ON) this.#select(node.SPREAD, name)
        this.state = name === ON ? state.ON_TYPE : state.AFTER_SPREAD
        return PLAIN
      case state.ON_TYPE:
        this.#select(node.INLINE, name)
        this.state = state.INLINE_DIRECTIVES
        return PLAIN
      case state.DIRECTIVE_NAME:
        this.#directive = name
        this.state = state.AFTER_DIRECTIVE
        return PLAIN
      case state.DEFINITION:
      case state.DESCRIBED:
        return this.#define(name)
      case state.OPERATION:
        if (this.#definition) this.#definition.name = name
        this.state = state.AFTER_OPERATION_NAME
        return PLAIN
      case state.FRAGMENT_NAME:
        if (name === ON) return this.#refuse()
        if (this.#definition) this.#definition.name = name
        this.fragment = name
        this.state = state.FRAGMENT_ON
        return PLAIN
      case state.FRAGMENT_ON:
        if (name !== ON) return this.#refuse()
        this.state = state.FRAGMENT_TYPE
        return PLAIN
      case state.FRAGMENT_TYPE:
        this.state = state.FRAGMENT_DIRECTIVES
        return PLAIN
      case state.VARIABLE_NAME:
        this.levels.entry = name
        this.state = state.VARIABLE_COLON
        return PLAIN
      case state.TYPE:
        this.state = state.IN_TYPE
        return PLAIN
      default:
        return this.#refuse()
    }
  }

  /** Takes a punctuator by its byte; `DOT` is `...`. @returns false if none may stand here */
  punctuator(byte: number): boolean {
    this.tokens++
    switch (byte) {
      case BRACE_OPEN:
        return this.#openBrace()
      case BRACE_CLOSE:
        return this.#closeBrace()
      case DOT:
        if (this.#settled() > state.AFTER_NAME) return this.#isRefused()
        this.state = state.DOTTED
        return true
      case PAREN_OPEN:
        return this.#openParen()
      case PAREN_CLOSE:
        return this.#closeParen()
      case COLON:
        return this.#colon()
      case DOLLAR:
        return this.#dollar()
      case AT:
        return this.#at()
      case BRACKET_OPEN:
        return this.#openBracket()
      case BRACKET_CLOSE:
        return this.#closeBracket()
      case BANG:
        if (this.state !== state.IN_TYPE) return this.#isRefused()
        this.state = state.AFTER_BANG
        return true
      case EQUALS:
        if (this.#settled() !== state.AFTER_TYPE) return this.#isRefused()
        this.#isConstant = true
        this.state = state.VALUE
        return true
      default:
        return this.#isRefused()
    }
  }

  /** Whether a string may stand here, as a value or a description. Doesn't take it. */
  get takesString(): boolean {
    const now = this.#settled()
    return (
      now === state.VALUE ||
      now === state.LIST ||
      now === state.DEFINITION ||
      (now >= state.FIRST_VARIABLE && now <= state.AFTER_TYPE && now !== state.DESCRIBED_VARIABLE)
    )
  }

  get takesNumber(): boolean {
    return this.state === state.VALUE || this.state === state.LIST
  }

  /** Takes a string where one may stand. @param hash of its bytes */
  string(hash: number): void {
    if (this.takesNumber) {
      this.value(hash)
      return
    }
    this.tokens++
    this.state = this.state === state.DEFINITION ? state.DESCRIBED : state.DESCRIBED_VARIABLE
  }

  /** Takes a value that isn't a list or an object, where one may stand. @param hash of its bytes */
  value(hash: number): void {
    this.tokens++
    this.#argument = hashed(this.#argument, hash)
    this.#endValue()
  }

  /** Ends what is open where the document breaks off or has a fault. */
  finish(): void {
    while (this.levels.depth > 0) {
      if (this.levels.kind === level.SELECTIONS) this.selections.close(this.levels.parent)
      this.levels.close()
    }
    if (this.#definition) this.#definition.end = this.selections.count
    this.#definition = undefined
  }

  /** What is wrong if the document ends here. */
  get missing(): string {
    return state.expected[this.state] as string
  }

  refuse(message: string): number {
    if (this.fault === '') this.fault = message
    return REFUSED
  }

  #refuse(): number {
    return this.refuse(`expected ${this.missing}`)
  }

  #isRefused(): false {
    this.#refuse()
    return false
  }

  /** The state, where what may be left out has been: arguments of a directive, what ends a type. */
  #settled(): number {
    if (this.state === state.AFTER_DIRECTIVE) this.state = this.#afterDirective
    else if ((this.state === state.IN_TYPE || this.state === state.AFTER_BANG) && this.#lists === 0) {
      this.state = state.AFTER_TYPE
    }
    return this.state
  }

  #define(name: number): number {
    if (name >= QUERY && name <= SUBSCRIPTION) this.state = state.OPERATION
    else if (name === FRAGMENT) this.state = state.FRAGMENT_NAME
    else if (name >= FIRST_TYPE_SYSTEM && name <= LAST_TYPE_SYSTEM) return this.refuse('a type system definition')
    else return this.#refuse()
    this.#begin(name)
    return PLAIN
  }

  #begin(type: number): void {
    this.type = type
    this.fragment = -1
    this.#definition = this.selections.define(type)
  }

  /** A spread or an inline fragment on the selection set. */
  #select(kind: number, name: number): void {
    const { levels } = this
    const at = this.selections.add(kind, name, levels.parent)
    if (kind === node.SPREAD && at >= 0) this.selections.spreads.push(at)
    levels.node = at
    levels.entry = -1
  }

  /** The name before was an alias; this is the field's. */
  #afterAlias(name: number): void {
    const { levels, selections } = this
    const at = levels.node
    if (at >= 0) {
      selections.nodes[at * node.COLUMNS + node.NAME] = name
      selections.nodes[at * node.COLUMNS + node.KIND] = node.FIELD | node.ALIASED
    }
    levels.entry = name
    this.state = state.AFTER_FIELD
  }

  #openBrace(): boolean {
    const now = this.#settled()
    if (now >= state.AFTER_ARGUMENTS && now <= state.AFTER_NAME) return this.#openSelections(this.levels.node)
    if (now === state.VALUE || now === state.LIST) {
      this.state = state.OBJECT
      this.#argument = hashed(this.#argument, BRACE_OPEN)
      return this.levels.open(level.OBJECT, -1) || this.#isTooDeep()
    }
    switch (now) {
      case state.DOTTED:
        this.#select(node.INLINE, -1)
        return this.#openSelections(this.levels.node)
      case state.INLINE_DIRECTIVES:
        return this.#openSelections(this.levels.node)
      case state.DEFINITION:
        this.#begin(QUERY)
        return this.#openSelections(-1)
      case state.OPERATION:
      case state.AFTER_OPERATION_NAME:
      case state.OPERATION_DIRECTIVES:
      case state.FRAGMENT_DIRECTIVES:
        return this.#openSelections(-1)
      default:
        return this.#isRefused()
    }
  }

  #openSelections(parent: number): boolean {
    if (parent >= 0) this.selections.nodes[parent * node.COLUMNS + node.KIND]! |= node.HAS_SELECTIONS
    this.state = state.SELECTION
    return this.levels.open(level.SELECTIONS, -1, parent) || this.#isTooDeep()
  }

  #isTooDeep(): false {
    this.refuse(`nested deeper than ${level.MAX_LEVELS.toLocaleString('en')}`)
    return false
  }

  #closeBrace(): boolean {
    const { levels } = this
    if (this.#settled() <= state.AFTER_NAME) {
      this.selections.close(levels.parent)
      levels.close()
      if (levels.depth > 0) {
        this.state = state.SELECTION
        return true
      }
      if (this.#definition) this.#definition.end = this.selections.count
      this.#definition = undefined
      this.type = -1
      this.state = state.DEFINITION
      return true
    }
    if (this.state !== state.OBJECT) return this.#isRefused()
    levels.close()
    this.#argument = hashed(this.#argument, BRACE_CLOSE)
    this.#endValue()
    return true
  }

  #openParen(): boolean {
    const { levels } = this
    this.#arguments = 0
    this.#argument = 0
    switch (this.state) {
      case state.AFTER_FIELD:
      case state.AFTER_NAME:
        this.#afterArguments = state.AFTER_ARGUMENTS
        this.#isConstant = false
        break
      case state.AFTER_DIRECTIVE:
        this.#afterArguments = this.#afterDirective
        this.#isConstant = this.#afterDirective === state.AFTER_DEFAULT
        if (!levels.open(level.DIRECTIVE, this.#directive)) return this.#isTooDeep()
        break
      case state.OPERATION:
      case state.AFTER_OPERATION_NAME:
        this.state = state.FIRST_VARIABLE
        return levels.open(level.VARIABLES, -1)
      default:
        return this.#isRefused()
    }
    this.state = state.FIRST_ARGUMENT
    return levels.open(level.ARGUMENTS, -1) || this.#isTooDeep()
  }

  #closeParen(): boolean {
    const { levels } = this
    if (this.state === state.NEXT_ARGUMENT) {
      this.#addArgument()
      levels.close()
      this.state = this.#afterArguments
      if (levels.kind === level.DIRECTIVE) levels.close()
      else if (levels.node >= 0) {
        this.selections.nodes[levels.node * node.COLUMNS + node.ARGUMENTS] = this.#arguments
      }
      return true
    }
    const now = this.#settled()
    if (now !== state.AFTER_DEFAULT && now !== state.AFTER_TYPE) return this.#isRefused()
    levels.close()
    this.state = state.OPERATION_DIRECTIVES
    return true
  }

  #addArgument(): void {
    this.#arguments = (this.#arguments + mixed(this.#argument)) | 0
  }

  #colon(): boolean {
    switch (this.state) {
      case state.AFTER_NAME:
        this.state = state.ALIASED
        return true
      case state.ARGUMENT_COLON:
      case state.KEY_COLON:
        this.state = state.VALUE
        return true
      case state.VARIABLE_COLON:
        this.#lists = 0
        this.state = state.TYPE
        return true
      default:
        return this.#isRefused()
    }
  }

  #dollar(): boolean {
    const now = this.#settled()
    if (now === state.VALUE || now === state.LIST) {
      if (this.#isConstant) {
        this.refuse('a variable in a value that must be constant')
        return false
      }
      this.#argument = hashed(this.#argument, DOLLAR)
      this.state = state.VARIABLE
      return true
    }
    if (now < state.FIRST_VARIABLE || now > state.AFTER_TYPE) return this.#isRefused()
    this.state = state.VARIABLE_NAME
    return true
  }

  #at(): boolean {
    const now = this.#settled()
    if (now >= state.AFTER_SPREAD && now <= state.AFTER_NAME) {
      this.#afterDirective = Math.min(now, state.AFTER_ARGUMENTS)
      this.#countDirective(this.levels.node)
    } else if (now === state.DOTTED || now === state.INLINE_DIRECTIVES) {
      if (now === state.DOTTED) this.#select(node.INLINE, -1)
      this.#afterDirective = state.INLINE_DIRECTIVES
      this.#countDirective(this.levels.node)
    } else {
      if (now >= state.OPERATION_DIRECTIVES && now <= state.OPERATION) this.#afterDirective = state.OPERATION_DIRECTIVES
      else if (now === state.FRAGMENT_DIRECTIVES) this.#afterDirective = state.FRAGMENT_DIRECTIVES
      else if (now === state.AFTER_DEFAULT || now === state.AFTER_TYPE) this.#afterDirective = state.AFTER_DEFAULT
      else return this.#isRefused()
      if (this.#definition) {
        const most = ++this.#definition.directives
        if (most > this.selections.mostDirectives) this.selections.mostDirectives = most
      }
    }
    this.state = state.DIRECTIVE_NAME
    return true
  }

  #countDirective(at: number): void {
    if (at < 0) return
    const count = ++this.selections.nodes[at * node.COLUMNS + node.DIRECTIVES]!
    if (count > this.selections.mostDirectives) this.selections.mostDirectives = count
  }

  #openBracket(): boolean {
    if (this.state === state.TYPE) {
      this.#lists++
      return true
    }
    if (!this.takesNumber) return this.#isRefused()
    this.#argument = hashed(this.#argument, BRACKET_OPEN)
    this.state = state.LIST
    return this.levels.open(level.LIST, 0) || this.#isTooDeep()
  }

  #closeBracket(): boolean {
    if (this.state === state.LIST) {
      this.levels.close()
      this.#argument = hashed(this.#argument, BRACKET_CLOSE)
      this.#endValue()
      return true
    }
    if ((this.state !== state.IN_TYPE && this.state !== state.AFTER_BANG) || this.#lists === 0) return this.#isRefused()
    this.#lists--
    this.state = state.IN_TYPE
    return true
  }

  /** A value has ended: back to what it stands in. */
  #endValue(): void {
    switch (this.levels.kind) {
      case level.LIST:
        this.levels.entry++
        this.state = state.LIST
        return
      case level.OBJECT:
        this.state = state.OBJECT
        return
      case level.ARGUMENTS:
        this.state = state.NEXT_ARGUMENT
        return
      default:
        this.state = state.AFTER_DEFAULT
    }
  }
}
