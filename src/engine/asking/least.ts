/** The smaller of two integers: `Math.min` is for floating-point numbers in the module. */
export function least(one: i32, other: i32): i32 {
  return one < other ? one : other
}
