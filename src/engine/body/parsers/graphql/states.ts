// What may come next. The first ones are in an order: each may be followed by what the one before it may, and by more.
/** A selection or the end of the set. */
export const SELECTION = 0
/** … or a directive. */
export const AFTER_SPREAD = 1
/** … or selections. */
export const AFTER_ARGUMENTS = 2
/** … or arguments. */
export const AFTER_FIELD = 3
/** … or the colon after an alias. */
export const AFTER_NAME = 4
/** After `alias:`. */
export const ALIASED = 5
/** After `...`. */
export const DOTTED = 6
/** After `... on`. */
export const ON_TYPE = 7
/** A directive or the selections of an inline fragment. */
export const INLINE_DIRECTIVES = 8

export const DEFINITION = 9
/** A definition after its description. */
export const DESCRIBED = 10
/** A directive or the selections of an operation. */
export const OPERATION_DIRECTIVES = 11
/** … or variables. */
export const AFTER_OPERATION_NAME = 12
/** … or the name. */
export const OPERATION = 13
export const FRAGMENT_NAME = 14
export const FRAGMENT_ON = 15
export const FRAGMENT_TYPE = 16
/** A directive or the selections of a fragment. */
export const FRAGMENT_DIRECTIVES = 17

/** The first variable, perhaps described. */
export const FIRST_VARIABLE = 18
export const DESCRIBED_VARIABLE = 19
/** A directive, the next variable or the end of the list. */
export const AFTER_DEFAULT = 20
/** … or a default value. */
export const AFTER_TYPE = 21
export const VARIABLE_NAME = 22
export const VARIABLE_COLON = 23
export const TYPE = 24
/** What ends a type: `!`, `]`. */
export const IN_TYPE = 25
/** The same after `!`. */
export const AFTER_BANG = 26

export const DIRECTIVE_NAME = 27
/** Arguments, or whatever follows a directive there. */
export const AFTER_DIRECTIVE = 28
export const FIRST_ARGUMENT = 29
export const NEXT_ARGUMENT = 30
export const ARGUMENT_COLON = 31
export const VALUE = 32
/** A value or the end of the list. */
export const LIST = 33
/** A key or the end of the object. */
export const OBJECT = 34
export const KEY_COLON = 35
/** After `$` in a value. */
export const VARIABLE = 36

/** What is missing, by state. */
export const expected: readonly string[] = [
  'a field, a spread or "}"',
  'a field, a spread or "}"',
  'a field, a spread, selections or "}"',
  'a field, a spread, selections or "}"',
  'a field, a spread, selections or "}"',
  'a field name after an alias',
  'a fragment or selections after "..."',
  'a type after "on"',
  'the selections of an inline fragment',
  'an operation or a fragment',
  'an operation or a fragment after a description',
  'the selections of an operation',
  'variables or selections of an operation',
  'a name, variables or selections of an operation',
  'the name of a fragment',
  '"on" after the name of a fragment',
  'the type of a fragment',
  'the selections of a fragment',
  'a variable',
  'a variable after a description',
  'a variable or ")"',
  'a default value, a variable or ")"',
  'the name of a variable',
  '":" after a variable',
  'a type',
  'the end of a type',
  'the end of a type',
  'the name of a directive',
  'arguments of a directive',
  'the name of an argument',
  'an argument or ")"',
  '":" after the name of an argument',
  'a value',
  'a value or "]"',
  'a key or "}"',
  '":" after a key',
  'the name of a variable',
]
